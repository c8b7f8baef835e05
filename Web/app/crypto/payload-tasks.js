/** Runs payload-worker.js: contents are sealed and opened beside the page, with progress, and can be cancelled. */
import { cidOf } from './cid.js';
import { CodedError } from './errors.js';
import { openPayload } from './payload.js';

function start(signal) {
  const worker = new Worker(new URL('./payload-worker.js', import.meta.url), { type: 'module' });
  signal?.addEventListener('abort', () => worker.terminate(), { once: true });
  return worker;
}

const cancelled = () => new CodedError('client.cancelled');

/**
 * Seals a Blob. `progress(done)` is told the bytes of the content that are sealed. Answers `{blob, cid, size}`.
 * Rejects with `client.cancelled` when the signal aborts.
 */
export function sealBlob({ blob, key, binding, metadata, progress, signal }) {
  return new Promise((resolve, reject) => {
    const worker = start(signal);
    signal?.addEventListener('abort', () => reject(cancelled()), { once: true });
    worker.addEventListener('error', () => reject(new CodedError('client.failed')));
    worker.addEventListener('message', ({ data }) => {
      if (data.type === 'progress') {
        progress?.(data.done);
        return;
      }
      worker.terminate();
      if (data.type === 'done') resolve({ blob: data.blob, cid: data.cid, size: data.size });
      else reject(new CodedError(data.code));
    });
    worker.postMessage({ type: 'seal', blob, key, binding, metadata });
  });
}

/** Opens a small payload that is here as a whole, without a worker of its own. Answers as `openStream`. */
export async function openBytes({ bytes, key, binding }) {
  const { metadata, content } = await openPayload(key, binding, bytes);
  return { metadata, blob: new Blob([content]), cid: await cidOf(bytes) };
}

/**
 * Opens a payload from a stream of bytes. Answers `{metadata, blob, cid}`: the content is complete and verified only
 * then. `progress(bytes)` is told what arrived. Rejects with `payload.*`, `client.cancelled`.
 */
export async function openStream({ stream, key, binding, progress, signal }) {
  const worker = start(signal);
  try {
    return await new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(cancelled()), { once: true });
      let content = new Blob([]);
      let wake;
      worker.addEventListener('error', () => reject(new CodedError('client.failed')));
      worker.addEventListener('message', ({ data }) => {
        if (data.type === 'error') reject(new CodedError(data.code));
        if (data.type === 'content') {
          content = new Blob([content, data.content]);
          wake?.();
        }
        if (data.type === 'done') resolve({ metadata: data.metadata, blob: content, cid: data.cid });
      });
      worker.postMessage({ type: 'open', key, binding });
      // One piece at a time is under way, so that a fast network does not fill the memory.
      const feed = async () => {
        let arrived = 0;
        for await (const bytes of pieces(stream)) {
          const taken = new Promise((next) => { wake = next; });
          arrived += bytes.length;
          worker.postMessage({ type: 'bytes', bytes });
          await taken;
          progress?.(arrived);
        }
        worker.postMessage({ type: 'end' });
      };
      feed().catch(reject);
    });
  } finally {
    worker.terminate();
  }
}

async function* pieces(stream) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
