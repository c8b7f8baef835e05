// What a document is, by its content, not by its name: as ClinicalDocument.swift recognises it.

const magics = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d], 0],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 0],
  ['image/jpeg', [0xff, 0xd8, 0xff], 0],
  ['application/dicom', [0x44, 0x49, 0x43, 0x4d], 128],
];

/** The media types that a record may be uploaded as. */
export const uploadTypes = magics.map(([type]) => type);

/** The usual ending of a file name. */
const endings = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'application/dicom': 'dcm',
  'application/fhir+json': 'json',
  'text/plain': 'txt',
};

function has(bytes, pattern, offset) {
  return bytes.length >= offset + pattern.length && pattern.every((byte, index) => bytes[offset + index] === byte);
}

/** The media type by magic bytes, or undefined. */
export function mediaByContent(bytes) {
  return magics.find(([, pattern, offset]) => has(bytes, pattern, offset))?.[0];
}

/**
 * The media type to show content as. A binary type must be what the content is; of the types without a magic, the
 * writer's word is taken, since they are only ever shown sealed off or as text.
 */
export function recogniseMedia(bytes, declared) {
  const found = mediaByContent(bytes);
  if (found) return found;
  const name = String(declared ?? '')
    .split(';')[0]
    .trim()
    .toLowerCase();
  if (['application/fhir+json', 'application/json'].includes(name)) return 'application/fhir+json';
  if (['text/plain', 'text/html', 'image/svg+xml'].includes(name)) return name;
  if (name === '' && looksLikeObject(bytes)) return 'application/fhir+json';
  return magics.some(([type]) => type === name) ? 'application/octet-stream' : name || 'application/octet-stream';
}

function looksLikeObject(bytes) {
  const first = bytes.subarray(0, 64).find((byte) => ![0x20, 0x09, 0x0a, 0x0d].includes(byte));
  return first === 0x7b;
}

/** A safe name to save a document under: the writer's own without anything that could mislead, else `fallback`. */
export function downloadName(fileName, media, fallback) {
  const ending = endings[media] ?? 'bin';
  const base = String(fileName ?? '')
    .split(/[\\/]/)
    .pop()
    .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff<>:"|?*]/g, '')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .slice(0, 120);
  const stem = base.replace(/\.[A-Za-z0-9]{1,8}$/, '') || fallback;
  return `${stem}.${ending}`;
}
