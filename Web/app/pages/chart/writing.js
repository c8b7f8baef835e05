/** Putting entries and files into a record: sealed here, signed after the desk has shown it, stored, committed. */
import { ask } from '../../components/dialog.js';
import { categoryOf } from '../../models/clinical-category.js';
import { effectiveDate } from '../../models/fhir-reading.js';
import { parseResource, resourceText } from '../../models/fhir-json.js';
import { summarise } from '../../models/fhir-summary.js';
import { addRecord, amendRecord, retractRecord, writingContext } from '../../wallet/records.js';
import { leftOver } from '../../wallet/written-once.js';

const FHIR = 'application/fhir+json';
/** What metadata may hold of a text: 4,096 bytes. */
const MOST_TEXT = 1_000;

const defined = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value));
const short = (text) => text?.slice(0, MOST_TEXT);

/** A record of a resource: `{category, metadata, content}`. */
export function recordOfResource(resource, category = categoryOf(resource)) {
  const content = new Blob([resourceText(resource)]);
  const metadata = defined({
    mediaType: FHIR,
    fhirType: resource.resourceType,
    title: short(summarise(resource).title),
    effective: effectiveDate(resource),
  });
  return { category, metadata, content };
}

/** A record of a file. */
export function recordOfFile({ file, media, title, effective, category }) {
  const metadata = defined({
    mediaType: media,
    fileName: short(file.name),
    title: short(title),
    effective,
  });
  return { category, metadata, content: file };
}

/** Whether this person may write a category here, under a grant or as the patient. */
export function mayWrite({ store, own, person }, category) {
  if (own) return true;
  if (person.actor) return person.may('contribute');
  return store.grants.some((grant) => {
    const covers = grant.scope.categories && (grant.scope.categories.includes(category) || category === 'safety');
    const right =
      grant.rights.includes('contribute') ||
      (person.role === 'pharmacist' && category === 'medication' && grant.rights.includes('dispense'));
    return covers && right && grant.until > Date.now() && grant.from <= Date.now();
  });
}

/** Adds records, or replaces one; answers their ids. `uploaded(done, total)`, `sealed(bytes)`. */
export async function write({ person, desk, patient, store }, records, { amends, ...options } = {}) {
  const writing = await writingContext(person, patient);
  const ids = [];
  for (const record of records) {
    const id = amends
      ? await amendRecord(person, desk, writing, amends, record, options)
      : await addRecord(person, desk, writing, record, options);
    await store.keepWritten(id, record);
    ids.push(id);
  }
  await store.refresh();
  return ids;
}

/** Where what is made of a record stands, under the record's id. */
const PATHS = { prescription: (id) => `/v1/prescriptions/${id}`, order: (id) => `/v1/orders/${id}` };

/**
 * What was sealed and written while what it was written for (`kind`: prescription, order) has not come about yet:
 * kept as a draft, for the next attempt.
 */
export function unfinished({ drafts, patient, store }, kind) {
  const name = `unfinished ${patient} ${kind}`;
  const kept = {
    get: () => drafts.get(name),
    put: (value) => drafts.put(name, value),
    remove: () => drafts.remove(name),
  };
  return {
    kept,
    /** The id of that record, if any: what it says is known here and need not be opened. */
    async known() {
      const before = await kept.get();
      if (before === undefined) return undefined;
      await store.keepWritten(before.id, recordOfResource(parseResource(before.content)));
      return before.id;
    },
    /**
     * Gives the attempt up: what was written already is taken back by its author, and the patient reads why. Answers
     * whether it is given up. Throws what the node says.
     */
    async discard({ person, desk, t }) {
      const path = PATHS[kind];
      const document = path && await leftOver(person, patient, { kept, path });
      if (document !== undefined) {
        const sure = await ask({ title: t('records.unfinished'), text: t('records.unfinished.text'),
          yes: t('records.unfinished.retract') });
        if (!sure) return false;
        await retractRecord(person, desk, document, t('records.unfinished.reason'));
      }
      await kept.remove();
      return true;
    },
    /** For the attempt: `now` stands in the resource and is no difference. */
    once: (resource, now) => ({ kept, key: resourceText(resource).replaceAll(now, '') }),
  };
}
