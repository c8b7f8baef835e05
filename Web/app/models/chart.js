// A patient's chart: the records at hand, each with what stands on the ledger about it (who, when, category) and, when
// it has been opened, what it says. Everything else in models/ reads these entries.

import { categoryOf } from './clinical-category.js';
import { effectiveDate, humanName, list, member, text } from './fhir-reading.js';
import { parseResource } from './fhir-json.js';
import { summarise } from './fhir-summary.js';
import { fhirDay, fhirTime, momentDay } from './locale.js';
import { recogniseMedia } from './media-type.js';
import { plainLine } from './plain-text.js';
import { t } from './words.js';

/**
 * What a page knows of one record.
 *
 * @typedef {object} RecordInput
 * @property {string} id
 * @property {string} category one of the ledger's categories
 * @property {number} createdAt ms since 1970, the ledger's time
 * @property {{id: string, name?: string, role?: string, organisation?: string, organisationName?: string}} author
 * @property {boolean} [selfReported] written by the patient
 * @property {'current'|'amended'|'retracted'|'erased'} [status]
 * @property {string} [supersedes] the id of the record that this one corrects
 * @property {string} [supersededBy] the id of the record that corrects this one
 * @property {string} [reason] why it was amended or retracted, when the reader may know
 * @property {boolean} [verified] signature, inclusion and content have been checked on this device
 * @property {{mediaType?: string, title?: string, fileName?: string, fullUrl?: string, effective?: string}} [metadata]
 * @property {Uint8Array} [content] the opened content
 * @property {object} [resource] instead of content: a resource that is parsed already
 * @property {string} [failure] a stable code: why it could not be opened
 */

/** A chart of record inputs, with references between them resolved. Never throws, whatever the contents. */
export function makeChart(inputs, { directory = new Map() } = {}) {
  const entries = inputs.map(readInput);
  const byReference = new Map();
  for (const entry of entries) {
    const type = text(entry.resource, 'resourceType');
    const id = text(entry.resource, 'id');
    for (const key of [entry.metadata.fullUrl, type && id && `${type}/${id}`, id && `urn:uuid:${id}`]) {
      if (key && !byReference.has(key)) byReference.set(key, entry);
    }
  }
  const resolve = resolver(byReference, directory);
  for (const entry of entries) describe(entry, resolve);
  linkVersions(entries);
  return { entries, byId: new Map(entries.map((entry) => [entry.id, entry])), byReference, resolve };
}

function readInput(input) {
  const content = input.content;
  const media = content ? recogniseMedia(content, input.metadata?.mediaType) : undefined;
  const resource =
    input.resource ?? (content && media === 'application/fhir+json' ? parseResource(content) : undefined);
  return {
    ...input,
    metadata: input.metadata ?? {},
    status: input.status ?? 'current',
    media: resource ? 'application/fhir+json' : (media ?? input.metadata?.mediaType),
    isOpen: Boolean(content || resource),
    resource,
  };
}

/** Words for a reference: the name of a person or organisation, or the title of a record at hand. */
function resolver(byReference, directory) {
  return (reference) => {
    const known = directory.get(reference);
    if (known) return known;
    const resource = byReference.get(reference)?.resource;
    if (!resource) return undefined;
    const name = list(resource, 'name')[0];
    return (typeof name === 'string' ? name : humanName(name)) ?? summarise(resource).title;
  };
}

function describe(entry, resolve) {
  const { resource, metadata } = entry;
  if (resource) {
    entry.summary = summarise(resource, { resolve });
    entry.type = entry.summary.type;
    entry.title = entry.summary.title;
    entry.effective = effectiveDate(resource) ?? validDate(metadata.effective);
    entry.clinicalCategory = categoryOf(resource);
  } else {
    entry.type = entry.isOpen ? 'Document' : 'Sealed';
    entry.title =
      plainLine(metadata.title ?? metadata.fileName ?? '', 160) ||
      t(entry.isOpen ? `media.title.${mediaKey(entry.media)}` : `sealed.title.${entry.category}`);
    entry.effective = validDate(metadata.effective);
    entry.clinicalCategory = entry.category;
  }
  entry.time = fhirTime(entry.effective) ?? entry.createdAt ?? 0;
  entry.day = fhirDay(entry.effective) ?? (entry.createdAt ? momentDay(entry.createdAt) : undefined);
}

function validDate(value) {
  return fhirTime(value) === undefined ? undefined : value;
}

/** The key of a media type in the texts. */
export function mediaKey(media) {
  const known = {
    'application/pdf': 'pdf',
    'image/png': 'image',
    'image/jpeg': 'image',
    'application/dicom': 'dicom',
    'application/fhir+json': 'fhir',
    'text/plain': 'text',
    'text/html': 'html',
    'image/svg+xml': 'svg',
  };
  return Object.hasOwn(known, media ?? '') ? known[media] : 'other';
}

// The ledger may say it from either side; and a chain has one latest version.
function linkVersions(entries) {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (const entry of entries) {
    const earlier = entry.supersedes ? byId.get(entry.supersedes) : undefined;
    if (earlier && earlier !== entry && !earlier.supersededBy) earlier.supersededBy = entry.id;
    if (earlier && earlier.status === 'current') earlier.status = 'amended';
  }
}

/** Whether the record still counts: neither replaced, nor retracted, nor erased. */
export function isCurrent(entry) {
  return entry.status === 'current' && text(entry.resource, 'status') !== 'entered-in-error';
}

/** The current entries of given resource types. */
export function currentOf(entries, ...types) {
  return entries.filter((entry) => entry.resource && types.includes(entry.type) && isCurrent(entry));
}

/** What corrects an entry, if it is at hand. */
export function successorOf(chart, entry) {
  return entry.supersededBy ? chart.byId.get(entry.supersededBy) : undefined;
}

/** Newest first; what has no date of its own goes by the ledger's time. */
export function newestFirst(entries) {
  return [...entries].sort((a, b) => b.time - a.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** The patient as the chart knows them: name, birth date, sex; undefined without a Patient resource. */
export function patientOf(chart) {
  const entry = newestFirst(currentOf(chart.entries, 'Patient'))[0];
  if (!entry) return undefined;
  return {
    entry,
    name: entry.title,
    birthDate: text(entry.resource, 'birthDate'),
    gender: text(entry.resource, 'gender'),
    deceased:
      member(entry.resource, 'deceasedBoolean') === true || text(entry.resource, 'deceasedDateTime') !== undefined,
  };
}
