/** The canonical JSON of the sealed formats (docs/spec/sealed-record-v1.md section 1), and its strict reader. */
import { fail } from './errors.js';
import { compareTexts, fromBase64url, textOf, utf8 } from './bytes.js';
import { readBox } from './hpke.js';
import { CODES } from './payload.js';
import { canonical, isObject, parseStrict } from './strict-json.js';

const DEEPEST = 8;

/** Throws `identifier.invalid` unless the text may name something sealed. */
export function identifier(text) {
  return /^[A-Za-z0-9._:-]{1,128}$/.test(text) ? text : fail('identifier.invalid');
}

/** Whether texts ascend strictly by their bytes. */
export const ascend = (texts) => texts.every((text, index) => index === 0 || compareTexts(texts[index - 1], text) < 0);

function check(value, depth) {
  if (typeof value === 'string') return;
  if (typeof value === 'number' && value >= 0) return;
  if (!Array.isArray(value) && !isObject(value)) fail('format.invalid');
  if (depth >= DEEPEST) fail('format.tooDeep');
  for (const element of Object.values(value)) check(element, depth + 1);
}

/** Parses canonical bytes; throws `format.tooLarge`, `.invalid`, `.duplicateField`, `.tooDeep`, `.notCanonical`. */
export function parseCanonical(bytes, limit) {
  if (bytes.length > limit) fail('format.tooLarge');
  let value;
  try {
    value = parseStrict(bytes);
  } catch (error) {
    if (error.code === 'json.duplicateKey') fail('format.duplicateField');
    fail(error.code === 'json.tooDeep' ? 'format.tooDeep' : 'format.invalid');
  }
  check(value, 0);
  return canonical(value) === textOf(bytes) ? value : fail('format.notCanonical');
}

/** Reads one object strictly: each field once, and none that nobody asked for. */
export class Fields {
  constructor(value) {
    if (!isObject(value)) fail('format.valueInvalid');
    this.fields = new Map(Object.entries(value));
  }

  /** Parses a whole object: canonical form, its `type` and `v`. */
  static parse(bytes, limit, type) {
    const fields = new Fields(parseCanonical(bytes, limit));
    if (fields.string('type') !== type) fail('format.typeMismatch');
    if (fields.integer('v') !== 1) fail('format.versionUnknown');
    return fields;
  }

  optional(name) {
    const value = this.fields.get(name);
    this.fields.delete(name);
    return value;
  }

  value(name) {
    return this.optional(name) ?? fail('format.missingField', { field: name });
  }

  string(name) {
    const value = this.value(name);
    return typeof value === 'string' ? value : fail('format.valueInvalid', { field: name });
  }

  identifier(name) {
    return identifier(this.string(name));
  }

  integer(name, least = 0, most = Number.MAX_SAFE_INTEGER) {
    const value = this.value(name);
    const valid = typeof value === 'number' && value >= least && value <= most;
    return valid ? value : fail('format.valueInvalid', { field: name });
  }

  bytes(name, count) {
    const bytes = fromBase64url(this.string(name));
    return bytes.length === count ? bytes : fail('format.valueInvalid', { field: name });
  }

  category(name = 'category') {
    const category = this.string(name);
    return CODES[category] < 128 ? category : fail('format.valueInvalid', { field: name });
  }

  box(name, plaintextCount) {
    return readBox(this.value(name), plaintextCount);
  }

  list(name, limit, read) {
    const items = this.value(name);
    if (!Array.isArray(items) || items.length > limit) fail('format.valueInvalid', { field: name });
    return items.map((item) => {
      const fields = new Fields(item);
      const element = read(fields);
      fields.finish();
      return element;
    });
  }

  finish() {
    if (this.fields.size > 0) fail('format.unknownField');
  }
}

/** The bytes of an object's canonical JSON. */
export const encodeCanonical = (object) => utf8(canonical(object));
