/**
 * Seals and opens payloads off the page's thread, in flat memory. Messages in: `{type: 'seal', blob, key, binding,
 * metadata}`; `{type: 'open', key, binding}`, then `{type: 'bytes', bytes}` ... `{type: 'end'}`. Messages out:
 * `{type: 'progress', done}`, `{type: 'content', pieces, metadata}`, `{type: 'done', ...}`, `{type: 'error', code}`.
 */
import { CidBuilder } from './cid.js';
import { concat } from './bytes.js';
import { PayloadOpener, PayloadSealer } from './payload.js';

const PIECE = 1 << 20;
let opener;
let identifier;
let queue = Promise.resolve();

const report = (error) => postMessage({ type: 'error', code: error.code ?? 'client.failed' });

async function seal({ blob, key, binding, metadata }) {
  const sealer = await PayloadSealer.begin({ key, binding, metadata, length: blob.size });
  const cid = new CidBuilder();
  // Blobs of blobs: the browser may keep them on disk, so that memory stays flat.
  let sealed = new Blob([]);
  const keep = async (pieces) => {
    for (const piece of pieces) await cid.update(piece);
    sealed = new Blob([sealed, ...pieces]);
  };
  for (let offset = 0; offset < blob.size; offset += PIECE) {
    await keep(await sealer.update(new Uint8Array(await blob.slice(offset, offset + PIECE).arrayBuffer())));
    postMessage({ type: 'progress', done: Math.min(offset + PIECE, blob.size) });
  }
  await keep(await sealer.finish());
  postMessage({ type: 'done', blob: sealed, cid: await cid.finish(), size: sealed.size });
}

async function take(bytes) {
  await identifier.update(bytes);
  const pieces = await opener.update(bytes);
  const content = concat(...pieces);
  postMessage({ type: 'content', content, metadata: opener.metadata }, [content.buffer]);
}

async function handle(message) {
  if (message.type === 'seal') {
    await seal(message);
  } else if (message.type === 'open') {
    opener = new PayloadOpener(message.key, message.binding);
    identifier = new CidBuilder();
  } else if (message.type === 'bytes') {
    await take(message.bytes);
  } else {
    opener.finish();
    postMessage({ type: 'done', cid: await identifier.finish(), metadata: opener.metadata });
  }
}

addEventListener('message', ({ data }) => {
  queue = queue.then(() => handle(data)).catch(report);
});
