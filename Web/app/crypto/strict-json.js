/**
 * The JSON of the ledger (docs/spec/transaction-v1.md section 3): parsed strictly, written canonically (RFC 8785).
 * `JSON.parse` lets pass what this must refuse: repeated members, 1.0 for 1, unbounded depth.
 */
import { fail } from './errors.js';
import { textOf, tryFromBase64url, utf8 } from './bytes.js';

const MAXIMUM_DEPTH = 12;
const MAXIMUM_MEMBERS = 1024;
const SIMPLE = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

class Parser {
  constructor(bytes) {
    this.bytes = bytes;
    this.position = 0;
  }

  get current() {
    return this.bytes[this.position];
  }

  skip() {
    while ([0x20, 0x09, 0x0a, 0x0d].includes(this.current)) this.position += 1;
  }

  expect(symbol) {
    if (this.current !== symbol.charCodeAt(0)) fail('json.syntax');
    this.position += 1;
  }

  literal(text, value) {
    for (const symbol of text) this.expect(symbol);
    return value;
  }

  value(depth) {
    if (depth > MAXIMUM_DEPTH) fail('json.tooDeep');
    const symbol = String.fromCharCode(this.current ?? 0);
    if (symbol === '{') return this.object(depth);
    if (symbol === '[') return this.array(depth);
    if (symbol === '"') return this.string();
    if (symbol === 't') return this.literal('true', true);
    if (symbol === 'f') return this.literal('false', false);
    if (symbol === 'n') return this.literal('null', null);
    if (symbol === '-' || (symbol >= '0' && symbol <= '9')) return this.number();
    return fail('json.syntax');
  }

  object(depth) {
    this.expect('{');
    const members = [];
    this.skip();
    if (this.current === 0x7d) {
      this.position += 1;
      return {};
    }
    for (;;) {
      this.skip();
      const name = this.string();
      if (!/^[\x21-\x7e]+$/.test(name)) fail('json.unknownField');
      this.skip();
      this.expect(':');
      this.skip();
      members.push([name, this.value(depth + 1)]);
      if (members.length > MAXIMUM_MEMBERS) fail('format.tooLarge');
      this.skip();
      if (this.current === 0x2c) {
        this.position += 1;
        continue;
      }
      this.expect('}');
      if (new Set(members.map(([member]) => member)).size !== members.length) fail('json.duplicateKey');
      // Own properties whatever their names: `__proto__` is a name like any other.
      const object = {};
      for (const [member, value] of members) {
        Object.defineProperty(object, member, { value, enumerable: true, configurable: true, writable: true });
      }
      return object;
    }
  }

  array(depth) {
    this.expect('[');
    const elements = [];
    this.skip();
    if (this.current === 0x5d) {
      this.position += 1;
      return elements;
    }
    for (;;) {
      this.skip();
      elements.push(this.value(depth + 1));
      if (elements.length > MAXIMUM_MEMBERS) fail('format.tooLarge');
      this.skip();
      if (this.current === 0x2c) {
        this.position += 1;
        continue;
      }
      this.expect(']');
      return elements;
    }
  }

  number() {
    const negative = this.current === 0x2d;
    if (negative) this.position += 1;
    const start = this.position;
    while (this.current >= 0x30 && this.current <= 0x39) {
      if (this.position - start >= 16) fail('json.number');
      this.position += 1;
    }
    if (this.position === start) fail('json.syntax');
    const digits = String.fromCharCode(...this.bytes.subarray(start, this.position));
    const magnitude = Number(digits);
    const plain = (digits[0] !== '0' || digits.length === 1) && !(negative && magnitude === 0);
    if (!plain || !Number.isSafeInteger(magnitude)) fail('json.number');
    if ([0x2e, 0x65, 0x45].includes(this.current)) fail('json.number');
    return negative ? -magnitude : magnitude;
  }

  string() {
    this.expect('"');
    const start = this.position;
    for (; this.current !== 0x22; this.position += 1) {
      if (this.current === undefined || this.current < 0x20) fail('json.syntax');
      if (this.current === 0x5c) this.position += 1;
      if (this.current === undefined) fail('json.syntax');
    }
    const slice = this.bytes.subarray(start, this.position);
    this.position += 1;
    return unescape(slice);
  }
}

/** Escapes are read from the bytes: invalid UTF-8 is found after them, as the first fault from the left decides. */
function unescape(slice) {
  const parts = [];
  for (let index = 0; index < slice.length; index += 1) {
    if (slice[index] !== 0x5c) {
      parts.push(slice[index]);
      continue;
    }
    const escape = String.fromCharCode(slice[index + 1] ?? 0);
    index += 1;
    if (escape !== 'u') {
      parts.push(...utf8(SIMPLE[escape] ?? fail('json.syntax')));
      continue;
    }
    let unit = fourDigits(slice, index + 1);
    index += 4;
    if (unit >= 0xd800 && unit < 0xe000) {
      const paired = unit < 0xdc00 && slice[index + 1] === 0x5c && slice[index + 2] === 0x75;
      if (!paired) fail('json.encoding');
      const second = fourDigits(slice, index + 3);
      if (second < 0xdc00 || second >= 0xe000) fail('json.encoding');
      unit = 0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00);
      index += 6;
    }
    parts.push(...utf8(String.fromCodePoint(unit)));
  }
  return textOf(Uint8Array.from(parts)) ?? fail('json.encoding');
}

function fourDigits(slice, start) {
  const digits = String.fromCharCode(...slice.subarray(start, start + 4));
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) fail('json.syntax');
  return parseInt(digits, 16);
}

/** Parses one value that fills the bytes (or a text's UTF-8); throws a `json.*` code. */
export function parseStrict(input) {
  const parser = new Parser(typeof input === 'string' ? utf8(input) : input);
  parser.skip();
  const value = parser.value(0);
  parser.skip();
  if (parser.position !== parser.bytes.length) fail('json.syntax');
  return value;
}

/** Whether a value is an object of members. */
export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parses one object; throws a `json.*` code. */
export function parseStrictObject(input) {
  const value = parseStrict(input);
  return isObject(value) ? value : fail('json.wrongType');
}

const ESCAPES = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '"': '\\"', '\\': '\\\\' };

function quoted(text) {
  // eslint-disable-next-line no-control-regex
  return `"${text.replace(/[\u0000-\u001f"\\]/g, (symbol) => (
    ESCAPES[symbol] ?? `\\u${symbol.charCodeAt(0).toString(16).padStart(4, '0')}`))}"`;
}

/** RFC 8785 for the values of the formats, as text. Members that are undefined are left out. */
export function canonical(value) {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return String(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  // Names are ASCII, for which the order of UTF-16 units is that of bytes.
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${quoted(name)}:${canonical(member)}`).join(',')}}`;
}

/** Reads the members of an object one by one and refuses those that nobody asked for. */
export class ObjectReader {
  constructor(value) {
    if (!isObject(value)) fail('json.wrongType');
    this.object = value;
    this.taken = 0;
  }

  optional(name) {
    if (!Object.hasOwn(this.object, name)) return undefined;
    this.taken += 1;
    return this.object[name];
  }

  value(name) {
    const value = this.optional(name);
    return value === undefined ? fail('json.missingField', { field: name }) : value;
  }

  integer(name, least = 0, most = Number.MAX_SAFE_INTEGER) {
    const value = this.value(name);
    if (typeof value !== 'number') fail('json.wrongType', { field: name });
    return value >= least && value <= most ? value : fail('json.valueRange', { field: name });
  }

  string(name) {
    const value = this.value(name);
    return typeof value === 'string' ? value : fail('json.wrongType', { field: name });
  }

  token(name, most = 128) {
    return token(this.value(name), name, most);
  }

  text(name, mostBytes) {
    const value = this.string(name);
    return isPlainText(value, mostBytes) ? value : fail('json.valueRange', { field: name });
  }

  hash(name) {
    return hashValue(this.value(name), name);
  }

  bytes(name, most) {
    const bytes = tryFromBase64url(this.string(name));
    return bytes && bytes.length <= most ? bytes : fail('json.valueRange', { field: name });
  }

  array(name, least, most) {
    const value = this.value(name);
    if (!Array.isArray(value)) fail('json.wrongType', { field: name });
    return value.length >= least && value.length <= most ? value : fail('json.valueRange', { field: name });
  }

  finish() {
    if (this.taken !== Object.keys(this.object).length) fail('json.unknownField');
  }
}

/** A printable ASCII token without space. */
export function token(value, field, most = 128) {
  if (typeof value !== 'string') fail('json.wrongType', { field });
  return value.length <= most && /^[\x21-\x7e]+$/.test(value) ? value : fail('json.valueRange', { field });
}

/** The 32 bytes of a hash's text. */
export function hashValue(value, field) {
  const bytes = tryFromBase64url(token(value, field));
  return bytes?.length === 32 ? bytes : fail('json.valueRange', { field });
}

const UNPRINTABLE = [
  [0x00, 0x1f], [0x7f, 0x9f], [0x200b, 0x200f], [0x2028, 0x202e], [0x2060, 0x206f], [0xfeff, 0xfeff],
  [0xe000, 0xf8ff], [0xfff0, 0xffff], [0xe0000, 0x10ffff],
];

/** Whether a text may stand on the ledger: not empty, no control, invisible or direction characters. */
export function isPlainText(text, mostBytes) {
  const length = utf8(text).length;
  if (length < 1 || length > mostBytes) return false;
  return [...text].every((symbol) => {
    const value = symbol.codePointAt(0);
    return !UNPRINTABLE.some(([first, last]) => value >= first && value <= last);
  });
}
