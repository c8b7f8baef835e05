/** What this device knows people and organisations by. Staff and organisations are public; patients' names are not. */
import { readableIdentity } from '../crypto/identity.js';
import { t } from '../texts/index.js';

export class Directory {
  #organisations;

  #identities = new Map();

  /** Names of patients, as their opened records say them: in memory, until the device locks. */
  #patients = new Map();

  constructor(session) {
    this.session = session;
    session.addEventListener('locked', () => this.clear());
    session.addEventListener('left', () => this.clear());
  }

  clear() {
    this.#identities.clear();
    this.#patients.clear();
  }

  /** All organisations: `[{id, kind, name, status, key?}]`. */
  organisations() {
    this.#organisations ??= this.session.client.all('/v1/organisations').catch((error) => {
      this.#organisations = undefined;
      throw error;
    });
    return this.#organisations;
  }

  /** One organisation, or undefined. */
  async organisation(id) {
    return (await this.organisations()).find((entry) => entry.id === id);
  }

  /** What may be seen of a person, or undefined. */
  identity(id) {
    if (!this.#identities.has(id)) {
      const found = this.session.client.find(`/v1/identities/${id}`).catch(() => undefined);
      this.#identities.set(id, found);
    }
    return this.#identities.get(id);
  }

  /** Notes what a patient is called and when they were born, once a record that says it was opened. */
  notePatient(id, about) {
    this.#patients.set(id, { ...this.#patients.get(id), ...about });
  }

  /** `{name, birthDate, ...}` of a patient whose demographics were opened here. */
  patient(id) {
    return this.#patients.get(id);
  }

  /** The name of a person or organisation: "Eva Lind, Riverside General Hospital"; undefined when not known. */
  async nameOf(id) {
    const person = this.session.person;
    if (person?.id === id) return person.name ? t('word.you', { name: person.name }) : t('word.yourself');
    const patient = this.#patients.get(id);
    if (patient?.name) return patient.name;
    const organisation = await this.organisation(id).catch(() => undefined);
    if (organisation) return organisation.name;
    const identity = await this.identity(id);
    if (identity?.profile === undefined) return undefined;
    const place = await this.organisation(identity.organisation).catch(() => undefined);
    return place ? `${identity.profile.name}, ${place.name}` : identity.profile.name;
  }

  /** The name, or the identity as people read it. */
  async label(id) {
    return (await this.nameOf(id)) ?? readableIdentity(id);
  }
}
