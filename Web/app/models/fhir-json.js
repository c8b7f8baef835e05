// Reads a FHIR resource so that numbers keep how they were written: 1.00 is not 1.0 (FHIR: precision is part of the
// value).

/** A number whose spelling differs from JavaScript's ("5.40", "1e3", a very long one). */
export class RecordedNumber {
  constructor(value, literal) {
    this.value = value;
    this.literal = literal;
  }
}

/** The value of a number in a parsed resource, or undefined. */
export function numberOf(value) {
  const number = value instanceof RecordedNumber ? value.value : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The number as it was written, or undefined. */
export function literalOf(value) {
  if (value instanceof RecordedNumber) return value.literal;
  return numberOf(value) === undefined ? undefined : String(value);
}

/** The largest resource that is parsed here: 64 MiB, as docs/spec/clinical-content-v1.md says. */
export const maximumResourceBytes = 64 * 1024 * 1024;

/**
 * Parses a resource from bytes or text. Gives undefined when it is no JSON object: the caller then offers the bytes
 * as a file. What a hostile file says never throws here.
 */
export function parseResource(source) {
  try {
    if (typeof source !== 'string' && source.byteLength > maximumResourceBytes) return undefined;
    const text = typeof source === 'string' ? source : new TextDecoder('utf-8', { fatal: true }).decode(source);
    const value = JSON.parse(text, keepSpelling);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

// `context.source` is ECMAScript's JSON.parse source text access; a browser without it shows the plain number.
function keepSpelling(_key, value, context) {
  if (typeof value !== 'number' || typeof context?.source !== 'string') return value;
  return context.source === String(value) ? value : new RecordedNumber(value, context.source);
}

/** Writes a resource, numbers as they were read. */
export function resourceText(resource, indent) {
  // A marker that no record can know, so that no text of a record is taken for a number.
  const marker = `number:${crypto.randomUUID()}:`;
  const text = JSON.stringify(
    resource,
    (_key, value) => (value instanceof RecordedNumber ? marker + value.literal : value),
    indent,
  );
  return text.replace(new RegExp(`"${marker}([-+.0-9eE]+)"`, 'g'), '$1');
}
