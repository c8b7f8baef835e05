/**
 * QR codes (ISO/IEC 18004): byte mode, error correction level M, versions 1 to 30: enough for a sign-in card and for a
 * signed file of 1,370 bytes. Answers a square of booleans; `qrImage` draws it.
 */
import { svg } from './dom.js';
import { utf8 } from '../crypto/bytes.js';
import { fail } from '../crypto/errors.js';

const LARGEST = 30;
/** With more modules a side than this, a code is drawn larger. */
const FINE = 81;
/** Level M: error correction codewords of a block, and blocks, by version. */
const CORRECTION = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28,
  28, 28, 28, 28, 28, 28];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25,
  26, 28, 29];

function rawBits(version) {
  let bits = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const patterns = Math.floor(version / 7) + 2;
    bits -= (25 * patterns - 10) * patterns - 55;
    if (version >= 7) bits -= 36;
  }
  return bits;
}

const totalCodewords = (version) => Math.floor(rawBits(version) / 8);
const dataCodewords = (version) => totalCodewords(version) - CORRECTION[version - 1] * BLOCKS[version - 1];

/** Multiplication in GF(2^8) modulo 0x11d. */
function multiply(a, b) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> bit) & 1) * a;
  }
  return product & 0xff;
}

function generator(degree) {
  const result = new Array(degree - 1).fill(0).concat([1]);
  let root = 1;
  for (let step = 0; step < degree; step += 1) {
    for (let index = 0; index < degree; index += 1) {
      result[index] = multiply(result[index], root) ^ (result[index + 1] ?? 0);
    }
    root = multiply(root, 2);
  }
  return result;
}

function remainder(data, divisor) {
  const result = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ result.shift();
    result.push(0);
    divisor.forEach((coefficient, index) => { result[index] ^= multiply(coefficient, factor); });
  }
  return result;
}

/** Mode, length, data, terminator and padding, as codewords. */
function encodeData(bytes, version) {
  const bits = [];
  const push = (value, count) => {
    for (let bit = count - 1; bit >= 0; bit -= 1) bits.push((value >> bit) & 1);
  };
  push(4, 4);
  push(bytes.length, version < 10 ? 8 : 16);
  bytes.forEach((byte) => push(byte, 8));
  const capacity = dataCodewords(version) * 8;
  push(0, Math.min(4, capacity - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < capacity; pad ^= 0xec ^ 0x11) push(pad, 8);
  return Array.from({ length: capacity / 8 }, (_, index) => (
    bits.slice(8 * index, 8 * index + 8).reduce((byte, bit) => (byte << 1) | bit, 0)));
}

/** Blocks with their correction, interleaved. */
function interleave(data, version) {
  const count = BLOCKS[version - 1];
  const correction = CORRECTION[version - 1];
  const total = totalCodewords(version);
  const short = count - (total % count);
  const shortLength = Math.floor(total / count) - correction;
  const divisor = generator(correction);
  const blocks = [];
  let offset = 0;
  for (let block = 0; block < count; block += 1) {
    const length = shortLength + (block < short ? 0 : 1);
    const part = data.slice(offset, offset + length);
    blocks.push({ data: part, correction: remainder(part, divisor) });
    offset += length;
  }
  const result = [];
  for (let index = 0; index <= shortLength; index += 1) {
    for (const block of blocks) if (index < block.data.length) result.push(block.data[index]);
  }
  for (let index = 0; index < correction; index += 1) for (const block of blocks) result.push(block.correction[index]);
  return result;
}

function alignmentPositions(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const size = version * 4 + 17;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  const positions = [6];
  for (let place = size - 7; positions.length < count; place -= step) positions.splice(1, 0, place);
  return positions;
}

class Grid {
  constructor(version) {
    this.version = version;
    this.size = version * 4 + 17;
    this.dark = Array.from({ length: this.size }, () => new Array(this.size).fill(false));
    this.fixed = Array.from({ length: this.size }, () => new Array(this.size).fill(false));
    this.#patterns();
  }

  set(x, y, dark) {
    this.dark[y][x] = Boolean(dark);
    this.fixed[y][x] = true;
  }

  #patterns() {
    for (let place = 0; place < this.size; place += 1) {
      this.set(6, place, place % 2 === 0);
      this.set(place, 6, place % 2 === 0);
    }
    for (const [x, y] of [[3, 3], [this.size - 4, 3], [3, this.size - 4]]) this.#finder(x, y);
    const places = alignmentPositions(this.version);
    const last = places.length - 1;
    for (const [i, x] of places.entries()) {
      for (const [j, y] of places.entries()) {
        const corner = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0);
        if (!corner) this.#alignment(x, y);
      }
    }
    this.format(0);
    this.#versionBits();
  }

  #finder(cx, cy) {
    for (let dy = -4; dy <= 4; dy += 1) {
      for (let dx = -4; dx <= 4; dx += 1) {
        const [x, y] = [cx + dx, cy + dy];
        const distance = Math.max(Math.abs(dx), Math.abs(dy));
        const inside = x >= 0 && x < this.size && y >= 0 && y < this.size;
        if (inside) this.set(x, y, distance !== 2 && distance !== 4);
      }
    }
  }

  #alignment(cx, cy) {
    for (let dy = -2; dy <= 2; dy += 1) {
      for (let dx = -2; dx <= 2; dx += 1) this.set(cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
    }
  }

  /** The format bits: level M (0) and the mask, with their BCH code. */
  format(mask) {
    let rest = mask;
    for (let step = 0; step < 10; step += 1) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
    const bits = ((mask << 10) | rest) ^ 0x5412;
    const bit = (index) => (bits >> index) & 1;
    for (let index = 0; index <= 5; index += 1) this.set(8, index, bit(index));
    this.set(8, 7, bit(6));
    this.set(8, 8, bit(7));
    this.set(7, 8, bit(8));
    for (let index = 9; index < 15; index += 1) this.set(14 - index, 8, bit(index));
    for (let index = 0; index < 8; index += 1) this.set(this.size - 1 - index, 8, bit(index));
    for (let index = 8; index < 15; index += 1) this.set(8, this.size - 15 + index, bit(index));
    this.set(8, this.size - 8, true);
  }

  #versionBits() {
    if (this.version < 7) return;
    let rest = this.version;
    for (let step = 0; step < 12; step += 1) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
    const bits = (this.version << 12) | rest;
    for (let index = 0; index < 18; index += 1) {
      const [a, b] = [this.size - 11 + (index % 3), Math.floor(index / 3)];
      this.set(a, b, (bits >> index) & 1);
      this.set(b, a, (bits >> index) & 1);
    }
  }

  /** Codewords in the zigzag of the standard. */
  place(codewords) {
    let index = 0;
    for (let right = this.size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (let step = 0; step < this.size; step += 1) {
        const upward = ((right + 1) & 2) === 0;
        const y = upward ? this.size - 1 - step : step;
        for (const x of [right, right - 1]) {
          if (!this.fixed[y][x] && index < codewords.length * 8) {
            this.dark[y][x] = ((codewords[index >> 3] >> (7 - (index & 7))) & 1) === 1;
            index += 1;
          }
        }
      }
    }
  }

  mask(number) {
    for (let y = 0; y < this.size; y += 1) {
      for (let x = 0; x < this.size; x += 1) {
        if (!this.fixed[y][x] && MASKS[number](x, y)) this.dark[y][x] = !this.dark[y][x];
      }
    }
  }

  /** The standard's four penalties, the lower the better. */
  penalty() {
    const columns = this.dark[0].map((_, x) => this.dark.map((row) => row[x]));
    let sum = 0;
    for (const line of [...this.dark, ...columns]) {
      const text = line.map((dark) => (dark ? '1' : '0')).join('');
      for (const run of text.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2;
      sum += 40 * (text.match(/(?=10111010000|00001011101)/g) ?? []).length;
    }
    for (let y = 1; y < this.size; y += 1) {
      for (let x = 1; x < this.size; x += 1) {
        const [a, b] = [this.dark[y][x], this.dark[y - 1][x]];
        if (a === b && a === this.dark[y][x - 1] && a === this.dark[y - 1][x - 1]) sum += 3;
      }
    }
    const share = this.dark.flat().filter(Boolean).length / this.size ** 2;
    return sum + 10 * Math.floor(Math.abs(share - 0.5) * 20);
  }
}

const MASKS = [
  (x, y) => (x + y) % 2 === 0,
  (x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The modules of the smallest code that holds a text: rows of booleans, true is dark. Throws `client.qrTooLong`. */
export function qrModules(text) {
  const bytes = utf8(text);
  const overhead = (version) => (version < 10 ? 12 : 20);
  let version = 1;
  while (version <= LARGEST && overhead(version) + bytes.length * 8 > dataCodewords(version) * 8) version += 1;
  if (version > LARGEST) fail('client.qrTooLong');
  const codewords = interleave(encodeData(bytes, version), version);
  let best;
  for (let number = 0; number < MASKS.length; number += 1) {
    const grid = new Grid(version);
    grid.place(codewords);
    grid.mask(number);
    grid.format(number);
    const penalty = grid.penalty();
    if (best === undefined || penalty < best.penalty) best = { penalty, dark: grid.dark };
  }
  return best.dark;
}

/** The code as a picture, with the quiet zone of four modules. `label` says what it is. */
export function qrImage(text, label) {
  const modules = qrModules(text);
  const size = modules.length + 8;
  const path = modules.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x + 4} ${y + 4}h1v1h-1z`] : [])));
  const kind = modules.length > FINE ? 'qr qr-fine' : 'qr';
  return svg('svg', { class: kind, viewBox: `0 0 ${size} ${size}`, role: 'img', 'aria-label': label },
    svg('rect', { width: size, height: size, fill: '#ffffff' }),
    svg('path', { d: path.join(''), fill: '#000000', 'shape-rendering': 'crispEdges' }));
}
