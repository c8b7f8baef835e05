// The size that a PNG or JPEG says it has, before anything decodes it.

/** `{width, height}`, or undefined when the bytes are neither or are cut short. */
export function imageSize(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length > 24 && view.getUint32(0) === 0x89504e47) return checked(view.getUint32(16), view.getUint32(20));
  if (bytes.length > 4 && view.getUint16(0) === 0xffd8) return jpegSize(view);
  return undefined;
}

function jpegSize(view) {
  let offset = 2;
  while (offset + 9 < view.byteLength) {
    if (view.getUint8(offset) !== 0xff) return undefined;
    const marker = view.getUint8(offset + 1);
    if (marker === 0xff) {
      offset += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return checked(view.getUint16(offset + 7), view.getUint16(offset + 5));
    if (marker === 0xda) return undefined;
    offset += 2 + Math.max(2, view.getUint16(offset + 2));
  }
  return undefined;
}

function checked(width, height) {
  return width > 0 && height > 0 ? { width, height } : undefined;
}
