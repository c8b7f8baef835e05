// Reads a DICOM file (PS3.10) as far as showing it needs: file meta information, then the data set in explicit or
// implicit VR, little endian. Strict and bounded: nothing is read outside the file, sequences nest 16 deep at most, a
// hostile file costs one exception. Nothing that names the patient is read.

/** A file that cannot be shown; `code` says why and is a text `dicom.<code>`. */
export class DICOMError extends Error {
  constructor(code, detail) {
    super(detail ? `${code}: ${detail}` : code);
    this.code = code;
  }
}

const undefinedLength = 0xffffffff;
const item = 0xfffee000;
const itemEnd = 0xfffee00d;
const sequenceEnd = 0xfffee0dd;
const pixelData = 0x7fe00010;
const longForms = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const shortForms = new Set([
  'AE',
  'AS',
  'AT',
  'CS',
  'DA',
  'DS',
  'DT',
  'FD',
  'FL',
  'IS',
  'LO',
  'LT',
  'PN',
  'SH',
  'SL',
  'SS',
  'ST',
  'TM',
  'UI',
  'UL',
  'US',
]);

/** The largest frame: 64 million pixels; the most frames of a file. */
export const maximumPixels = 64_000_000;
export const maximumFrames = 20_000;
const maximumDepth = 16;
const maximumElements = 500_000;

const uncompressed = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1']);
const jpegBaseline = '1.2.840.10008.1.2.4.50';

const numbers = new Map([
  [0x00280002, 'samplesPerPixel'],
  [0x00280006, 'planarConfiguration'],
  [0x00280010, 'rows'],
  [0x00280011, 'columns'],
  [0x00280100, 'bitsAllocated'],
  [0x00280101, 'bitsStored'],
  [0x00280102, 'highBit'],
  [0x00280103, 'pixelRepresentation'],
]);
const texts = new Map([
  [0x00080020, 'studyDate'],
  [0x00080060, 'modality'],
  [0x00081030, 'studyDescription'],
  [0x0008103e, 'seriesDescription'],
  [0x00180015, 'bodyPart'],
  [0x0020000e, 'seriesUID'],
  [0x00200013, 'instanceNumber'],
  [0x00200032, 'imagePosition'],
  [0x00200037, 'imageOrientation'],
  [0x00280004, 'photometric'],
  [0x00280008, 'frames'],
  [0x00280030, 'pixelSpacing'],
  [0x00281050, 'windowCenter'],
  [0x00281051, 'windowWidth'],
  [0x00281052, 'rescaleIntercept'],
  [0x00281053, 'rescaleSlope'],
]);

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.elements = 0;
  }

  need(offset, length) {
    if (offset < 0 || length < 0 || offset + length > this.bytes.length) throw new DICOMError('damaged', 'cut short');
  }

  u16(offset) {
    this.need(offset, 2);
    return this.view.getUint16(offset, true);
  }

  u32(offset) {
    this.need(offset, 4);
    return this.view.getUint32(offset, true);
  }

  word(offset, length) {
    this.need(offset, length);
    return String.fromCharCode(...this.bytes.subarray(offset, offset + length));
  }

  /** The element at an offset: `{tag, form, length, value, next}`; `next` is undefined for undefined length. */
  element(offset, explicit) {
    if ((this.elements += 1) > maximumElements) throw new DICOMError('damaged', 'too many elements');
    const tag = this.u16(offset) * 0x10000 + this.u16(offset + 2);
    let form = '';
    let length;
    let value = offset + 8;
    if (!explicit || tag >= 0xfffe0000) {
      length = this.u32(offset + 4);
    } else {
      form = this.word(offset + 4, 2);
      if (longForms.has(form)) {
        length = this.u32(offset + 8);
        value = offset + 12;
      } else if (shortForms.has(form)) {
        length = this.u16(offset + 6);
      } else {
        throw new DICOMError('damaged', 'unknown value representation');
      }
    }
    if (length === undefinedLength) return { tag, form, length, value, next: undefined };
    this.need(value, length);
    return { tag, form, length, value, next: value + length };
  }

  /** Where an element of undefined length ends. */
  endOf(element, explicit, depth = 0) {
    if (element.next !== undefined) return element.next;
    if (depth >= maximumDepth) throw new DICOMError('damaged', 'sequences nest too deep');
    const inner = explicit && element.form !== 'UN';
    let offset = element.value;
    for (;;) {
      const one = this.element(offset, inner);
      if (one.tag === sequenceEnd) return one.value;
      if (one.tag !== item) throw new DICOMError('damaged', 'an item is expected');
      offset = one.next ?? this.endOfItem(one.value, inner, depth);
    }
  }

  endOfItem(start, explicit, depth) {
    let offset = start;
    for (;;) {
      const one = this.element(offset, explicit);
      if (one.tag === itemEnd) return one.value;
      offset = this.endOf(one, explicit, depth + 1);
    }
  }

  text(element, isUTF8) {
    const raw = this.bytes.subarray(element.value, element.value + Math.min(element.length, 256));
    const decoded = isUTF8
      ? new TextDecoder().decode(raw)
      : Array.from(raw, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : '\ufffd')).join('');
    return decoded.replaceAll('\0', ' ').trim();
  }
}

/** Whether the bytes begin like a DICOM file. */
export function isDICOM(bytes) {
  return bytes.length > 132 && bytes[128] === 0x44 && bytes[129] === 0x49 && bytes[130] === 0x43 && bytes[131] === 0x4d;
}

/**
 * Parses a file.
 *
 * @param {Uint8Array} bytes
 * @returns an image: its labels, its geometry and where its pixels lie (`pixels: {offset, length}` or `fragments`)
 * @throws {DICOMError} damaged, noImage, compressed, unsupported, tooLarge
 */
export function parseDICOM(bytes) {
  if (!isDICOM(bytes)) throw new DICOMError('damaged', 'no DICOM file');
  const reader = new Reader(bytes);
  const found = { transferSyntax: '' };
  const start = metaInformation(reader, found);
  if (!/^[0-9.]{5,64}$/.test(found.transferSyntax)) throw new DICOMError('damaged', 'no transfer syntax');
  if (found.transferSyntax === '1.2.840.10008.1.2.2' || found.transferSyntax === '1.2.840.10008.1.2.1.99') {
    throw new DICOMError('compressed', found.transferSyntax);
  }
  dataSet(reader, start, found);
  return describe(found, bytes);
}

function metaInformation(reader, found) {
  let offset = 132;
  while (offset + 8 <= reader.bytes.length && reader.u16(offset) === 2) {
    const element = reader.element(offset, true);
    if (element.next === undefined) throw new DICOMError('damaged', 'a meta element without length');
    if (element.tag === 0x00020010) found.transferSyntax = reader.text(element, false);
    offset = element.next;
  }
  return offset;
}

function dataSet(reader, start, found) {
  // Files are about whose data set is not written as the header says; the first element tells.
  const form = start + 6 <= reader.bytes.length ? reader.word(start + 4, 2) : '';
  const explicit = longForms.has(form) || shortForms.has(form);
  let isUTF8 = false;
  let offset = start;
  while (offset < reader.bytes.length) {
    const element = reader.element(offset, explicit);
    const { tag } = element;
    if (tag === pixelData) {
      if (element.next === undefined) found.fragments = fragments(reader, element.value);
      else found.pixels = { offset: element.value, length: element.length };
      return;
    }
    if (element.next !== undefined) {
      if (tag === 0x00080005) isUTF8 = reader.text(element, false).includes('ISO_IR 192');
      else if (numbers.has(tag) && element.length >= 2) found[numbers.get(tag)] = reader.u16(element.value);
      else if (texts.has(tag)) found[texts.get(tag)] = reader.text(element, isUTF8);
    }
    offset = reader.endOf(element, explicit);
  }
}

/** Encapsulated pixel data: the first item is the table of offsets, the others are the stream. */
function fragments(reader, start) {
  const found = [];
  let table = [];
  let offset = start;
  for (let index = 0; ; index += 1) {
    const one = reader.element(offset, false);
    if (one.tag === sequenceEnd) break;
    if (one.tag !== item || one.next === undefined) throw new DICOMError('damaged', 'a fragment is expected');
    if (index === 0) {
      const count = Math.min(Math.floor(one.length / 4), maximumFrames);
      table = Array.from({ length: count }, (_, at) => reader.u32(one.value + at * 4));
    } else {
      found.push({ offset: one.value, length: one.length, at: offset });
    }
    offset = one.next;
  }
  const first = found[0]?.at ?? 0;
  return { table, parts: found.map(({ offset: from, length, at }) => ({ offset: from, length, at: at - first })) };
}

function decimals(value) {
  return String(value ?? '')
    .split('\\')
    .map((one) => Number.parseFloat(one))
    .filter(Number.isFinite);
}

function describe(found, bytes) {
  const frames = found.frames === undefined ? 1 : Number.parseInt(found.frames, 10);
  const image = {
    transferSyntax: found.transferSyntax,
    modality: found.modality,
    studyDate: isoDate(found.studyDate),
    studyDescription: found.studyDescription,
    seriesDescription: found.seriesDescription,
    bodyPart: found.bodyPart,
    seriesUID: found.seriesUID,
    instanceNumber: Number.parseInt(found.instanceNumber ?? '0', 10) || 0,
    position: slicePosition(found),
    rows: found.rows,
    columns: found.columns,
    frames,
    samplesPerPixel: found.samplesPerPixel ?? 1,
    photometric: found.photometric ?? 'MONOCHROME2',
    planarConfiguration: found.planarConfiguration ?? 0,
    bitsAllocated: found.bitsAllocated ?? 8,
    bitsStored: found.bitsStored ?? found.bitsAllocated ?? 8,
    isSigned: found.pixelRepresentation === 1,
    highBit: found.highBit ?? (found.bitsStored ?? found.bitsAllocated ?? 8) - 1,
    slope: decimals(found.rescaleSlope)[0] || 1,
    intercept: decimals(found.rescaleIntercept)[0] ?? 0,
    windowCenter: decimals(found.windowCenter)[0],
    windowWidth: decimals(found.windowWidth)[0],
    pixels: found.pixels,
    fragments: found.fragments,
    bytes,
  };
  checkImage(image);
  return image;
}

function checkImage(image) {
  if (!image.rows || !image.columns || (!image.pixels && !image.fragments)) throw new DICOMError('noImage');
  if (image.rows * image.columns > maximumPixels) throw new DICOMError('tooLarge');
  if (!(image.frames >= 1 && image.frames <= maximumFrames)) throw new DICOMError('damaged', 'number of frames');
  if (image.fragments) {
    if (image.transferSyntax !== jpegBaseline) throw new DICOMError('compressed', image.transferSyntax);
    if (!image.fragments.parts.length) throw new DICOMError('noImage');
    return;
  }
  if (!uncompressed.has(image.transferSyntax)) throw new DICOMError('compressed', image.transferSyntax);
  const isColour = image.samplesPerPixel === 3 && ['RGB', 'YBR_FULL'].includes(image.photometric);
  const isGrey = image.samplesPerPixel === 1 && image.photometric.startsWith('MONOCHROME');
  if (!isColour && !isGrey) throw new DICOMError('unsupported', image.photometric);
  if (![8, 16].includes(image.bitsAllocated) || (isColour && image.bitsAllocated !== 8)) {
    throw new DICOMError('unsupported', `${image.bitsAllocated} bits`);
  }
  if (
    image.bitsStored < 1 ||
    image.bitsStored > image.bitsAllocated ||
    image.highBit >= image.bitsAllocated ||
    image.highBit + 1 < image.bitsStored
  )
    throw new DICOMError('damaged', 'bits');
  const needed = image.rows * image.columns * image.samplesPerPixel * (image.bitsAllocated / 8) * image.frames;
  if (needed > image.pixels.length) throw new DICOMError('damaged', 'fewer pixels than it says');
}

function isoDate(value) {
  return /^\d{8}$/.test(value ?? '') ? `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}` : undefined;
}

/** Where the slice lies along the normal of its plane, for sorting. */
function slicePosition(found) {
  const position = decimals(found.imagePosition);
  const [a, b, c, d, e, f] = decimals(found.imageOrientation);
  if (position.length !== 3) return undefined;
  if (f === undefined) return position[2];
  const normal = [b * f - c * e, c * d - a * f, a * e - b * d];
  return normal[0] * position[0] + normal[1] * position[1] + normal[2] * position[2];
}

/** The JPEG stream of a frame of encapsulated pixel data. */
export function jpegFrame(image, frame) {
  const { parts, table } = image.fragments;
  let chosen = parts;
  if (image.frames > 1 && parts.length === image.frames) chosen = [parts[frame]];
  else if (image.frames > 1) {
    const from = table[frame];
    const until = table[frame + 1] ?? Infinity;
    if (from === undefined) throw new DICOMError('damaged', 'no table of offsets');
    chosen = parts.filter((part) => part.at >= from && part.at < until);
  }
  if (!chosen?.length || chosen[0] === undefined) throw new DICOMError('damaged', 'no such frame');
  return new Blob(
    chosen.map((part) => image.bytes.subarray(part.offset, part.offset + part.length)),
    { type: 'image/jpeg' },
  );
}

/** Whether a frame has to be decoded by the browser. */
export function isJPEG(image) {
  return image.fragments !== undefined;
}

/** Files of a study in the order of their slices: by series, then by place or instance number. */
export function sortSlices(images) {
  const isPlaced = images.every((one) => one.position !== undefined);
  return [...images].sort(
    (a, b) =>
      (a.seriesUID ?? '').localeCompare(b.seriesUID ?? '') ||
      (isPlaced ? a.position - b.position : 0) ||
      a.instanceNumber - b.instanceNumber,
  );
}
