/**
 * What this device knows of one patient's record: what stands on the ledger, and what has been opened. Kept in memory
 * for as long as the person is signed in; locking forgets it.
 */
import { makeChart } from '../../models/chart.js';
import { parseResource } from '../../models/fhir-json.js';
import { dayText } from '../../models/locale.js';
import { recogniseMedia } from '../../models/media-type.js';
import { fail } from '../../crypto/errors.js';
import { compareIds } from '../../wallet/compartments.js';
import { openUnderOrder } from '../../wallet/orders.js';
import { grantsToMe, openRecords, opens } from '../../wallet/records.js';

/** What is larger is opened when somebody asks for it. */
const SMALL = 2 << 20;
/** The most records that one signed read names. */
const MOST = 100;
/** How many of the own records are opened side by side. */
const LANES = 6;

const stores = new WeakMap();

/** The store of a patient's record for the person who is signed in. */
export function chartStore({ person, desk, directory }, patient) {
  if (!stores.has(person)) stores.set(person, new Map());
  const known = stores.get(person);
  if (!known.has(patient)) known.set(patient, new ChartStore(person, desk, directory, patient));
  return known.get(patient);
}

/** What the patient's own record holds now, opened: the entries of a chart. */
export async function ownEntries(context) {
  const store = chartStore(context, context.person.id);
  await store.refresh(context.signal);
  const current = store.documents.filter((one) => one.status === 'current');
  return (await store.chartOf(current, context.signal)).entries;
}

export class ChartStore {
  constructor(person, desk, directory, patient) {
    // Who acts for the patient reads as any grantee does: by signed reads, which the patient sees.
    const own = person.id === patient && !person.actor;
    Object.assign(this, { person, desk, directory, patient, own });
    this.documents = [];
    this.grants = [];
    this.opened = new Map();
    this.names = new Map();
  }

  /** Reads anew what the ledger says: records, and for others than the patient the grants. */
  async refresh(signal) {
    const { client } = this.person;
    this.documents = await client.all(`/v1/patients/${this.patient}/records`, { signal });
    this.grants = this.own ? [] : await this.#grants();
    await this.#learnAuthors(this.documents);
  }

  /** Who acts for the patient reads under the representation's grant and no other. */
  async #grants() {
    const { actor } = this.person;
    if (!actor) return grantsToMe(this.person, this.patient);
    const grants = await grantsToMe(actor.person, this.patient);
    return grants.filter(({ grant }) => grant === actor.representation.grant);
  }

  async #learnAuthors(documents) {
    const people = new Set(documents.filter((one) => !one.selfReported).map((one) => one.author));
    await Promise.all([...people].map((id) => this.#learn(id)));
  }

  /** A chart in which those who wrote have their names wherever they are referred to. */
  #make(documents) {
    const directory = new Map([...this.names].flatMap(([id, { name }]) => (name ? [[id, name]] : [])));
    return makeChart(
      documents.map((document) => this.#input(document)),
      { directory },
    );
  }

  async #learn(id) {
    if (this.names.has(id)) return;
    const identity = await this.directory.identity(id);
    const organisation = identity && (await this.directory.organisation(identity.organisation).catch(() => undefined));
    this.names.set(id, { name: identity?.profile?.name, organisationName: organisation?.name });
  }

  /** The grant that opens a record for this reader; undefined for none. */
  grantFor(document) {
    return this.grants.find((grant) => opens(grant, document, grant.purpose));
  }

  /** Whether this reader may open a record. */
  mayOpen(document) {
    if (document.status === 'erased' || document.payload === undefined) return false;
    if (this.own || this.grantFor(document) !== undefined) return true;
    return document.author === this.person.id && !this.person.actor;
  }

  /** What is small and still closed, in the order of urgency: who it is, allergies, medicines, the rest. */
  toOpen() {
    const urgency = { demographics: 0, safety: 1, medication: 2 };
    return this.documents
      .filter((one) => !this.opened.get(one.record)?.content && one.size <= SMALL && this.#opensAtOnce(one))
      .sort((a, b) => (urgency[a.category] ?? 3) - (urgency[b.category] ?? 3) || b.addedAt - a.addedAt);
  }

  #opensAtOnce(document) {
    return document.payload !== undefined && (this.own || this.grantFor(document) !== undefined);
  }

  /**
   * Opens records: the patient's own side by side, others' under one signed read for each grant and hundred, which are
   * shown together and confirmed once. Goes on when the page is left. `progress(done, total)` counts records,
   * `received(bytes, size)` what has come of one; `desk`: one that was shown these reads before.
   */
  async open(documents, { progress, received, signal, desk = this.desk } = {}) {
    let done = 0;
    const take = async (some, { desk: signing = desk, ...how }) => {
      const options = { ...how, signal, progress: ({ bytes, size }) => received?.(bytes, size) };
      for await (const one of openRecords(this.person, signing, some, options)) {
        await this.#keep(one);
        done += 1;
        progress?.(done, documents.length);
      }
    };
    if (this.own) {
      const lanes = Array.from({ length: LANES }, (_, lane) => documents.filter((_one, at) => at % LANES === lane));
      await Promise.all(lanes.filter((lane) => lane.length > 0).map((lane) => take(lane, {})));
      return;
    }
    const reads = this.#reads(documents);
    const confirmed = reads.length > 1 ? await this.#confirmed(reads, desk) : desk;
    for (const { grant, some } of reads) {
      await take(some, { ...(grant && { grant, purpose: grant.purpose }), desk: confirmed });
    }
  }

  /** What one signed read can open each: the records of a grant, a hundred at most. */
  #reads(documents) {
    return [...this.#byGrant(documents)].flatMap(([grant, all]) => (
      Array.from({ length: Math.ceil(all.length / MOST) }, (_, part) => (
        { grant, some: all.slice(part * MOST, (part + 1) * MOST) }))));
  }

  /** A desk that was shown several reads together. Throws `signature.rejected`. */
  async #confirmed(reads, desk) {
    // What was confirmed before is not asked again.
    if (desk.types?.includes('access.read')) return desk;
    if (!await desk.confirm(await this.#shown(reads, desk))) fail('signature.rejected');
    return desk.approving('access.read');
  }

  #shown(reads, desk) {
    return Promise.all(reads.map(({ grant, some }) => desk.show({
      type: 'access.read', patient: this.patient, purpose: grant?.purpose ?? 'TREAT', grant: grant?.grant,
      records: some.map((one) => one.record).sort(compareIds),
    })));
  }

  /** The signed reads that opening these records takes, as a desk shows them: to confirm those of several patients. */
  readsFor(documents) {
    return this.#shown(this.#reads(documents), this.desk);
  }

  /** Opens what is there to open, once however many pages ask; each is told of the progress. */
  openAll(documents, progress, options = {}) {
    if (!this.running) {
      const listeners = new Set();
      const tellAll = (...values) => listeners.forEach((tell) => tell(...values));
      const done = this.open(documents, { ...options, progress: tellAll });
      this.running = {
        listeners,
        done: done.finally(() => {
          this.running = undefined;
        }),
      };
    }
    const { listeners, done } = this.running;
    if (progress) listeners.add(progress);
    return done;
  }

  /** Opens one record that an order lets this person read. Throws what went wrong. */
  async openUnderOrder(order, record, { desk = this.desk } = {}) {
    const opened = await openUnderOrder(this.person, desk, order, record);
    if (!this.documents.some((one) => one.record === record)) this.documents.push(opened.document);
    await this.#keep(opened);
    await this.#learn(opened.document.author);
  }

  /** Keeps what this device has just written, so that it need not be read back. */
  async keepWritten(record, { metadata, content }) {
    await this.#keep({ document: { record }, metadata, blob: content });
  }

  #byGrant(documents) {
    const groups = new Map();
    for (const document of documents) {
      const grant = this.grantFor(document);
      if (!groups.has(grant)) groups.set(grant, []);
      groups.get(grant).push(document);
    }
    return groups;
  }

  async #keep({ document, metadata, blob, error }) {
    if (error) {
      this.opened.set(document.record, { failure: error.code ?? 'client.failed' });
      return;
    }
    const content = new Uint8Array(await blob.arrayBuffer());
    const media = recogniseMedia(content, metadata.mediaType);
    const resource = media === 'application/fhir+json' ? parseResource(content) : undefined;
    this.opened.set(document.record, { metadata, content, resource, blob });
  }

  /** The chart as it is known now; `covers(document)` leaves others out. */
  chart(covers = () => true) {
    const chart = this.#make(this.documents.filter(covers));
    this.#notePatient(chart);
    return chart;
  }

  /** A chart of some records alone, those that may be opened now: what is large stays closed. */
  async chartOf(documents, signal) {
    const closed = documents.filter((one) => (
      this.mayOpen(one) && one.size <= SMALL && !this.opened.get(one.record)?.content));
    // A page that only needs titles signs nothing for who acts for the patient: the record itself is opened there.
    if (closed.length > 0 && !this.person.actor) await this.open(closed, { signal });
    await this.#learnAuthors(documents);
    return this.#make(documents);
  }

  #input(document) {
    const known = this.names.get(document.author) ?? {};
    const opened = this.opened.get(document.record) ?? {};
    return {
      id: document.record,
      document,
      category: document.category,
      createdAt: document.addedAt,
      author: {
        id: document.author,
        role: document.authorRole,
        organisation: document.organisation,
        name: known.name,
        organisationName: known.organisationName,
      },
      selfReported: document.selfReported ?? false,
      status: document.status === 'superseded' ? 'amended' : document.status,
      supersedes: document.supersedes,
      supersededBy: document.supersededBy,
      verified: opened.content ? true : undefined,
      ...opened,
    };
  }

  #notePatient({ entries }) {
    const found = entries.find((entry) => entry.type === 'Patient' && entry.status === 'current');
    if (!found) return;
    this.directory.notePatient(this.patient, {
      name: found.title,
      birthDate: dayText(found.resource.birthDate) || undefined,
    });
  }

  /** How many records that this reader may open are still closed. */
  get closed() {
    return this.documents.filter((one) => this.mayOpen(one) && !this.opened.get(one.record)?.content).length;
  }

  /** Forgets what was opened of a record, so that it is opened anew. */
  forget(record) {
    this.opened.delete(record);
  }
}
