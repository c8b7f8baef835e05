// How finished a result is.

import { text } from './fhir-reading.js';

/** "preliminary", "corrected" …; undefined for what is simply final. */
export function administrativeStatus(resource) {
  const status = text(resource, 'status');
  return status === undefined || status === 'final' ? undefined : status;
}
