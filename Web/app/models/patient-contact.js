// Where a patient lives and can be called, as a Patient resource says it.

import { list, text } from './fhir-reading.js';
import { plainLine } from './plain-text.js';

/** The first address on one line; undefined where none stands there. */
export function humanAddress(resource) {
  const address = list(resource, 'address')[0];
  const parts = [...list(address, 'line'), ...['postalCode', 'city', 'country'].map((name) => text(address, name))];
  const words = text(address, 'text') ?? parts.filter((one) => typeof one === 'string' && one).join(', ');
  return words ? plainLine(words) : undefined;
}

/** The first number to call; undefined where none stands there. */
export function phoneOf(resource) {
  const phone = list(resource, 'telecom').find((one) => text(one, 'system') === 'phone');
  return text(phone, 'value') && plainLine(text(phone, 'value'));
}
