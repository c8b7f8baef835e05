/** Invitations to an organisation: `#join=<invitation>.<token>`, nothing of which reaches a server before its use. */
import { tryFromBase64url } from '../crypto/bytes.js';
import { isEntityId } from '../crypto/identity.js';

export const LINK_MARKER = 'join=';
export const TOKEN_BYTES = 32;

/** Reads a link, or the part of it after the marker: `{id, token}`; undefined for what is none. */
export function readInvitation(text) {
  const at = text.lastIndexOf(LINK_MARKER);
  const [id, token, ...more] = (at < 0 ? text : text.slice(at + LINK_MARKER.length)).split('.');
  const right = isEntityId(id) && more.length === 0 && tryFromBase64url(token ?? '')?.length === TOKEN_BYTES;
  return right ? { id, token } : undefined;
}
