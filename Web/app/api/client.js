/** The one module that talks HTTP with a node (docs/spec/node-api-v1.md). Problems become CodedErrors. */
import { fromBase64url } from '../crypto/bytes.js';
import { CodedError } from '../crypto/errors.js';

const UPLOAD_PIECE = 4 << 20;
const PATIENCE = [300, 1_000, 3_000];
const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/** The problem that an answer tells, as an error. */
async function problemOf(response) {
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // Not a problem document: the status alone speaks.
  }
  return new CodedError(problem.code ?? 'client.unexpectedAnswer', {
    status: response.status, field: problem.field, retryAfter: Number(response.headers.get('Retry-After')) || undefined,
  });
}

const queryText = (query) => {
  const entries = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`;
};

export class NodeClient extends EventTarget {
  #session;

  #signer;

  #signingIn;

  constructor(address = '') {
    super();
    this.address = address;
  }

  /** Whether a session is held or can be made. */
  get signedIn() {
    return this.#signer !== undefined;
  }

  /**
   * One request. Waits and repeats where the node asks for it; signs in anew when the session has expired. Throws a
   * CodedError: the node's code, or `client.unreachable`.
   */
  async request(method, path, { query, body, headers = {}, signal, session = this.signedIn } = {}) {
    for (let attempt = 0; ; attempt += 1) {
      const sent = { ...headers };
      if (session) sent.Authorization = `Bearer ${await this.#currentSession()}`;
      const response = await this.#send(path + queryText(query), { method, body, headers: sent, signal });
      if (response.ok) return response;
      const problem = await problemOf(response);
      const again = attempt < PATIENCE.length;
      if (again && session && problem.code === 'session.expired') {
        this.#session = undefined;
      } else if (again && [429, 503].includes(problem.status) && !(problem.retryAfter > 5)) {
        await pause(Math.max((problem.retryAfter ?? 0) * 1_000, PATIENCE[attempt]));
      } else {
        throw problem;
      }
    }
  }

  async #send(path, options) {
    try {
      const response = await fetch(this.address + path, {
        ...options, credentials: 'omit', cache: 'no-store', redirect: 'error', referrerPolicy: 'no-referrer',
      });
      // Bad gateway: what stands between did not reach the node.
      if (response.status === 502) throw new TypeError('bad gateway');
      this.dispatchEvent(new Event('reached'));
      return response;
    } catch (error) {
      if (options.signal?.aborted) throw new CodedError('client.cancelled');
      this.dispatchEvent(new Event('unreachable'));
      throw new CodedError('client.unreachable', { cause: error });
    }
  }

  /** Reads an answer to its end (`json`, `text`, `arrayBuffer`): the connection may go while it arrives. */
  async #read(response, kind, signal) {
    try {
      return await response[kind]();
    } catch (error) {
      if (signal?.aborted) throw new CodedError('client.cancelled');
      if (error instanceof SyntaxError) throw new CodedError('client.unexpectedAnswer', { cause: error });
      this.dispatchEvent(new Event('unreachable'));
      throw new CodedError('client.unreachable', { cause: error });
    }
  }

  /** An object. */
  async get(path, options) {
    return this.#read(await this.request('GET', path, options), 'json', options?.signal);
  }

  /** An object, or undefined for what does not exist (or may not be seen: the node tells no difference). */
  async find(path, options) {
    try {
      return await this.get(path, options);
    } catch (error) {
      if (error.code === 'notFound') return undefined;
      throw error;
    }
  }

  /** Sends an object and reads the answer. */
  async send(method, path, object, options = {}) {
    const headers = { 'Content-Type': 'application/json' };
    const response = await this.request(method, path, { ...options, headers, body: JSON.stringify(object) });
    const text = await this.#read(response, 'text', options.signal);
    return text === '' ? undefined : JSON.parse(text);
  }

  post(path, object, options) {
    return this.send('POST', path, object, options);
  }

  /** Content as bytes: envelopes, notes. */
  async bytes(path, options) {
    const response = await this.request('GET', path, options);
    return new Uint8Array(await this.#read(response, 'arrayBuffer', options?.signal));
  }

  /** One page of a list: `{items, next?, at}`. */
  page(path, { limit = 50, after, query, signal } = {}) {
    return this.get(path, { query: { ...query, limit, after }, signal });
  }

  /** All items of a list, page by page. */
  async* items(path, { query, signal, limit = 200 } = {}) {
    let after;
    do {
      const page = await this.page(path, { limit, after, query, signal });
      yield* page.items;
      after = page.next;
    } while (after !== undefined);
  }

  /** All items of a list that is known to be short; `most` guards against one that is not. */
  async all(path, { query, signal, most = 10_000 } = {}) {
    const found = [];
    for await (const item of this.items(path, { query, signal })) {
      found.push(item);
      if (found.length >= most) break;
    }
    return found;
  }

  /** A stream of content that survives a broken connection: it goes on where it stopped. */
  stream(path, { signal } = {}) {
    let offset = 0;
    let reader;
    let failures = 0;
    const open = async () => {
      const headers = offset > 0 ? { Range: `bytes=${offset}-` } : {};
      const response = await this.request('GET', path, { headers, signal });
      if (offset > 0 && response.status !== 206) throw new CodedError('client.unexpectedAnswer');
      reader = response.body.getReader();
    };
    return new ReadableStream({
      pull: async (controller) => {
        for (;;) {
          try {
            if (reader === undefined) await open();
            const { done, value } = await reader.read();
            if (done) return controller.close();
            offset += value.length;
            failures = 0;
            return controller.enqueue(value);
          } catch (error) {
            reader = undefined;
            failures += 1;
            const gone = error instanceof CodedError && error.code !== 'client.unreachable';
            if (signal?.aborted) return controller.error(new CodedError('client.cancelled'));
            if (gone || failures > PATIENCE.length) return controller.error(error);
            await pause(PATIENCE[failures - 1]);
          }
        }
      },
    }, { highWaterMark: 2 });
  }

  /**
   * Stores content (a Blob or bytes) under its CID; goes on where an earlier attempt stopped. `registration`: for who
   * has no session yet. `progress(bytes)` is told what the node has.
   */
  async upload(cid, content, { progress, signal, registration = false } = {}) {
    const blob = content instanceof Blob ? content : new Blob([content]);
    const path = `${registration ? '/v1/registrations' : '/v1'}/content/${cid}`;
    const session = !registration;
    let failures = 0;
    let offset = 0;
    for (;;) {
      try {
        if (failures > 0) offset = (await this.get(`${path}/upload`, { signal, session })).offset;
        const piece = blob.slice(offset, offset + UPLOAD_PIECE);
        const headers = {
          'Content-Type': 'application/octet-stream', 'Upload-Length': String(blob.size),
          'Upload-Offset': String(offset),
        };
        const response = await this.request('PUT', path, { body: piece, headers, signal, session });
        if (response.status === 201) {
          progress?.(blob.size);
          return;
        }
        ({ offset } = await response.json());
        failures = 0;
        progress?.(offset);
      } catch (error) {
        const passing = ['client.unreachable', 'content.offsetMismatch', 'content.uploadBusy'].includes(error.code);
        failures += 1;
        if (!passing || failures > PATIENCE.length) throw error;
        await pause(PATIENCE[failures - 1]);
      }
    }
  }

  /** Submits a transaction and waits for its commit. Throws the contract's code when it was rejected. */
  async submit(jws) {
    const headers = { 'Content-Type': 'application/jose' };
    const response = await this.request('POST', '/v1/transactions', { body: jws, headers, session: false });
    return accepted(await response.json());
  }

  /** Has the node counter-sign and submit an application. */
  async register(application) {
    return accepted(await this.post('/v1/registrations', { application }, { session: false }));
  }

  // Sessions.

  /** Signs in with a signing key; `network` is what /v1/network says. The session is renewed when it expires. */
  async signIn(signer, network) {
    this.#signer = { signer, network };
    this.#session = undefined;
    try {
      await this.#currentSession();
    } catch (error) {
      this.#signer = undefined;
      throw error;
    }
  }

  #currentSession() {
    if (this.#session !== undefined) return this.#session;
    if (this.#signer === undefined) throw new CodedError('session.missing');
    // Requests that come meanwhile wait for the same sign-in.
    this.#signingIn ??= this.#newSession().finally(() => { this.#signingIn = undefined; });
    return this.#signingIn;
  }

  async #newSession() {
    const { signer, network } = this.#signer;
    const { signChallenge } = await import('../crypto/jws.js');
    const challenge = await this.post('/v1/sessions/challenges', { key: signer.thumbprint }, { session: false });
    const proof = await signChallenge(
      { ...challenge, network: network.network, node: network.node }, signer);
    const { session } = await this.post('/v1/sessions', { proof }, { session: false });
    this.#session = session;
    return session;
  }

  /** The session's token, for the stream of events alone. */
  async token() {
    return this.#currentSession();
  }

  /** Signs out: the node forgets the session, this device the key. */
  async signOut() {
    const session = this.#session;
    this.#session = undefined;
    this.#signer = undefined;
    if (session === undefined) return;
    const headers = { Authorization: `Bearer ${session}` };
    // Told in passing: a session that the node cannot be told of expires by itself.
    fetch(`${this.address}/v1/sessions`, { method: 'DELETE', headers, keepalive: true, credentials: 'omit' })
      .catch(() => undefined);
  }
}

function accepted(result) {
  if (!result.accepted) throw new CodedError(result.code, { transaction: result.hash, rejected: true });
  return result;
}

/** The bytes of a transaction's hash. */
export const hashBytes = (hash) => fromBase64url(hash);
