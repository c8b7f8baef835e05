// The pieces that structured entry makes FHIR resources of.

import { RecordedNumber } from './fhir-json.js';
import { decimalLiteral } from './entry-values.js';

export const terminology = 'http://terminology.hl7.org/CodeSystem/';

/**
 * @typedef {object} EntryContext
 * @property {string} patient the patient's id
 * @property {{id: string, name: string}} author who writes
 * @property {boolean} [selfReported] the author is the patient
 * @property {string} now an instant with offset, "2026-11-21T15:04:00+01:00"
 * @property {string} [encounter] a reference to the visit in which it is written
 */

/** A coding of HL7's terminology as a CodeableConcept. */
export function hl7(system, code, display) {
  return { coding: [{ system: terminology + system, code, ...(display && { display }) }] };
}

/** A CodeableConcept of a coded value (list entry or free text). */
export function codeable(value) {
  const text = value.text ?? value.display;
  if (!value.code) return { text };
  return { coding: [{ system: value.system, code: value.code, display: value.display ?? text }], text };
}

/** Words as a CodeableConcept; undefined for none. */
export function textConcept(value) {
  const text = String(value ?? '').trim();
  return text ? { text } : undefined;
}

/** A Quantity in UCUM, its decimals as they were typed. */
export function ucum(typed, code, unit = code) {
  const literal = decimalLiteral(typed);
  return { value: recorded(literal), unit, system: 'http://unitsofmeasure.org', code };
}

/** A number as it was typed: 5.40 stays 5.40. */
export function recorded(literal) {
  const value = Number(literal);
  return String(value) === literal ? value : new RecordedNumber(value, literal);
}

export function subject(context) {
  return { type: 'Patient', identifier: { system: 'urn:medchain:identity', value: context.patient } };
}

export function person(context) {
  return {
    type: context.selfReported ? 'Patient' : 'Practitioner',
    identifier: { system: 'urn:medchain:identity', value: context.author.id },
    display: context.author.name,
  };
}

export function notes(value) {
  const text = String(value ?? '').trim();
  return text ? [{ text }] : undefined;
}

/** A day and time as typed ("2026-11-21T15:04", the person's clock) as a FHIR dateTime with its offset. */
export function dateTime(typed) {
  const offset = -new Date(typed).getTimezoneOffset();
  const two = (value) => String(value).padStart(2, '0');
  const absolute = Math.abs(offset);
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}:${two(absolute % 60)}`;
  return `${typed}:00${zone}`;
}

/** A FHIR instant of now, with the person's offset. */
export function nowInstant(date = new Date()) {
  const two = (value) => String(value).padStart(2, '0');
  const local =
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}` +
    `T${two(date.getHours())}:${two(date.getMinutes())}`;
  return dateTime(local).replace(/:00(?=[+-])/, `:${two(date.getSeconds())}`);
}

/** XHTML of plain words: every special character written so that it means itself. */
export function narrative(words, status = 'additional') {
  const escaped = String(words)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  const paragraphs = escaped
    .split(/\n{2,}/)
    .map((one) => `<p>${one.trim().replaceAll('\n', '<br/>')}</p>`)
    .filter((one) => one !== '<p></p>')
    .join('');
  return { status, div: `<div xmlns="http://www.w3.org/1999/xhtml">${paragraphs || '<p>-</p>'}</div>` };
}

/** An object without its undefined members and empty lists: FHIR knows neither null nor []. */
export function compact(value) {
  if (Array.isArray(value)) return value.map(compact).filter((one) => one !== undefined);
  if (value === null || typeof value !== 'object' || value instanceof RecordedNumber) return value ?? undefined;
  const members = Object.entries(value)
    .map(([name, one]) => [name, compact(one)])
    .filter(([, one]) => one !== undefined && one !== '' && !(Array.isArray(one) && one.length === 0));
  return members.length ? Object.fromEntries(members) : undefined;
}

/** The visit in which something is written. */
export function encounter(context) {
  return context.encounter ? { reference: context.encounter } : undefined;
}
