/** Errors that carry a stable code (docs/spec/): texts for people are looked up by it in texts/. */
export class CodedError extends Error {
  /** @param {string} code a stable code such as `payload.wrongKey`
   *  @param {object} [more] `field`, `status`, `retryAfter` where known */
  constructor(code, more = {}) {
    super(code);
    this.name = 'CodedError';
    this.code = code;
    Object.assign(this, more);
  }
}

/** Throws a CodedError. */
export function fail(code, more) {
  throw new CodedError(code, more);
}
