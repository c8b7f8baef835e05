/** RFC 6962 trees with SHA-256, proofs as RFC 9162 sections 2.1.3.2 and 2.1.4.2 verify them. Hashes are bytes. */
import { fail } from './errors.js';
import { concat, equalBytes, sha256 } from './bytes.js';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (leaf) => sha256(concat(LEAF, leaf));
export const nodeHash = (left, right) => sha256(concat(NODE, left, right));

/** The root over leaves (their bytes). */
export async function merkleRoot(leaves) {
  if (leaves.length === 0) return sha256(new Uint8Array(0));
  if (leaves.length === 1) return leafHash(leaves[0]);
  let size = 1;
  while (size * 2 < leaves.length) size *= 2;
  return nodeHash(await merkleRoot(leaves.slice(0, size)), await merkleRoot(leaves.slice(size)));
}

/** The root that an inclusion proof leads to. Throws `proof.invalid` for a path of the wrong length. */
export async function rootFromPath(leaf, index, count, path) {
  let position = BigInt(index);
  let last = BigInt(count) - 1n;
  if (position > last || position < 0n) fail('proof.invalid');
  let root = leaf;
  for (const sibling of path) {
    if (last === 0n) fail('proof.invalid');
    if ((position & 1n) === 1n || position === last) {
      root = await nodeHash(sibling, root);
      while ((position & 1n) === 0n && position !== 0n) {
        position >>= 1n;
        last >>= 1n;
      }
    } else {
      root = await nodeHash(root, sibling);
    }
    position >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? root : fail('proof.invalid');
}

/** Whether a consistency proof leads from an old root to a new one. Throws `proof.invalid`. */
export async function verifyConsistency({ oldSize, newSize, oldRoot, newRoot, path }) {
  const sizes = oldSize > 0 && oldSize <= newSize;
  if (!sizes) fail('proof.invalid');
  if (oldSize === newSize) {
    if (path.length > 0 || !equalBytes(oldRoot, newRoot)) fail('proof.invalid');
    return;
  }
  const power = (oldSize & (oldSize - 1)) === 0;
  const proof = power ? [oldRoot, ...path] : path;
  if (proof.length === 0) fail('proof.invalid');
  let position = oldSize - 1;
  let last = newSize - 1;
  while (position % 2 === 1) {
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  let [oldHash] = proof;
  let newHash = oldHash;
  for (const sibling of proof.slice(1)) {
    if (last === 0) fail('proof.invalid');
    if (position % 2 === 1 || position === last) {
      oldHash = await nodeHash(sibling, oldHash);
      newHash = await nodeHash(sibling, newHash);
      while (position % 2 === 0 && position !== 0) {
        position = Math.floor(position / 2);
        last = Math.floor(last / 2);
      }
    } else {
      newHash = await nodeHash(newHash, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0 || !equalBytes(oldHash, oldRoot) || !equalBytes(newHash, newRoot)) fail('proof.invalid');
}
