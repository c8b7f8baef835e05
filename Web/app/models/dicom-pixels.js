// From stored pixels to what is seen: sign, rescale, window and level (PS3.3 C.11.2.1.2).

import { DICOMError } from './dicom.js';

function frameBytes(image, frame) {
  const length = image.rows * image.columns * image.samplesPerPixel * (image.bitsAllocated / 8);
  const offset = image.pixels.offset + frame * length;
  if (frame < 0 || frame >= image.frames || offset + length > image.bytes.length)
    throw new DICOMError('damaged', 'frame');
  return image.bytes.subarray(offset, offset + length);
}

/** The stored values of a grey frame, raw. */
function greyValues(image, frame) {
  const bytes = frameBytes(image, frame);
  if (image.bitsAllocated === 8) return bytes;
  // A copy, since 16-bit arrays must begin at an even address.
  return new Uint16Array(bytes.slice().buffer);
}

/** What a raw value means: shifted, signed, rescaled; as a table over all raw values. */
function valueTable(image) {
  const size = image.bitsAllocated === 8 ? 256 : 65_536;
  const shift = image.highBit + 1 - image.bitsStored;
  const span = 2 ** image.bitsStored;
  const table = new Float64Array(size);
  for (let raw = 0; raw < size; raw += 1) {
    let value = (raw >> shift) % span;
    if (image.isSigned && value >= span / 2) value -= span;
    table[raw] = value * image.slope + image.intercept;
  }
  return table;
}

/** The window to begin with: the file's own, else what the frame spans. */
export function initialWindow(image, frame = 0) {
  if (image.samplesPerPixel !== 1) return { center: 127.5, width: 255 };
  if (image.windowWidth >= 1 && Number.isFinite(image.windowCenter)) {
    return { center: image.windowCenter, width: image.windowWidth };
  }
  if (image.fragments) return { center: 127.5, width: 255 };
  const values = greyValues(image, frame);
  const table = valueTable(image);
  let low = Infinity;
  let high = -Infinity;
  for (let index = 0; index < values.length; index += 1) {
    const value = table[values[index]];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { center: (low + high) / 2, width: Math.max(1, high - low) };
}

/** Grey of a value under a window, 0 to 255: PS3.3 C.11.2.1.2.1, LINEAR. */
export function windowed(value, { center, width }) {
  if (width <= 1) return value < center - 0.5 ? 0 : 255;
  const low = center - 0.5 - (width - 1) / 2;
  return Math.min(255, Math.max(0, ((value - low) / (width - 1)) * 255));
}

/** A frame as RGBA. @param {{center: number, width: number}} level @param {boolean} [inverted] */
export function renderFrame(image, frame, level, inverted = false) {
  const pixels = new Uint8ClampedArray(image.rows * image.columns * 4);
  if (image.samplesPerPixel === 3) {
    renderColour(image, frame, pixels);
    return pixels;
  }
  const values = greyValues(image, frame);
  const isInverted = inverted !== (image.photometric === 'MONOCHROME1');
  const shades = valueTable(image).map((value) => {
    const grey = windowed(value, level);
    return isInverted ? 255 - grey : grey;
  });
  for (let index = 0, at = 0; index < values.length; index += 1, at += 4) {
    const grey = shades[values[index]];
    pixels[at] = grey;
    pixels[at + 1] = grey;
    pixels[at + 2] = grey;
    pixels[at + 3] = 255;
  }
  return pixels;
}

function renderColour(image, frame, pixels) {
  const bytes = frameBytes(image, frame);
  const count = image.rows * image.columns;
  const isPlanar = image.planarConfiguration === 1;
  const isYBR = image.photometric === 'YBR_FULL';
  for (let index = 0; index < count; index += 1) {
    let one = bytes[isPlanar ? index : index * 3];
    let two = bytes[isPlanar ? count + index : index * 3 + 1];
    let three = bytes[isPlanar ? 2 * count + index : index * 3 + 2];
    if (isYBR) {
      const [y, cb, cr] = [one, two - 128, three - 128];
      [one, two, three] = [y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr, y + 1.772 * cb];
    }
    pixels.set([one, two, three, 255], index * 4);
  }
}

/** Applies a window to decoded 8-bit pixels (JPEG), in place. */
export function windowDecoded(pixels, level, inverted = false) {
  const shades = Array.from({ length: 256 }, (_, value) => {
    const grey = windowed(value, level);
    return inverted ? 255 - grey : grey;
  });
  for (let at = 0; at < pixels.length; at += 4) {
    pixels[at] = shades[pixels[at]];
    pixels[at + 1] = shades[pixels[at + 1]];
    pixels[at + 2] = shades[pixels[at + 2]];
  }
}
