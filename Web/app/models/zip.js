// An archive of files (PKWARE APPNOTE 6.3, stored without compression): medical images and PDFs hardly shrink.

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** CRC-32 (ISO 3309). */
export function crc32(bytes) {
  let value = 0xffffffff;
  for (let at = 0; at < bytes.length; at += 1) value = table[(value ^ bytes[at]) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** One name for each file: later ones of the same name get a number. */
export function uniqueName(name, taken) {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  let found = name;
  for (let number = 2; taken.has(found.toLowerCase()); number += 1) found = `${stem} (${number})${ending}`;
  taken.add(found.toLowerCase());
  return found;
}

function header(signature, file, more) {
  const bytes = new Uint8Array((signature === 0x04034b50 ? 30 : 46) + file.name.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, signature, true);
  const at = signature === 0x04034b50 ? 4 : 6;
  if (at === 6) view.setUint16(4, 20, true);
  view.setUint16(at, 20, true);
  // Names are UTF-8.
  view.setUint16(at + 2, 0x0800, true);
  view.setUint16(at + 8, 0x21, true);
  view.setUint32(at + 10, file.crc, true);
  view.setUint32(at + 14, file.bytes.length, true);
  view.setUint32(at + 18, file.bytes.length, true);
  view.setUint16(at + 22, file.name.length, true);
  if (at === 6) view.setUint32(42, more, true);
  bytes.set(file.name, bytes.length - file.name.length);
  return bytes;
}

/** A ZIP archive as a Blob. @param {{name: string, bytes: Uint8Array}[]} files up to 4 GiB and 65,535 files */
export function zip(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const file = { name: new TextEncoder().encode(name), bytes, crc: crc32(bytes) };
    const local = header(0x04034b50, file);
    directory.push(header(0x02014b50, file, offset));
    parts.push(local, bytes);
    offset += local.length + bytes.length;
  }
  const size = directory.reduce((sum, one) => sum + one.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, files.length, true);
  end.setUint16(10, files.length, true);
  end.setUint32(12, size, true);
  end.setUint32(16, offset, true);
  return new Blob([...parts, ...directory, end.buffer], { type: 'application/zip' });
}
