/**
 * Somebody who acts for a patient (docs/spec/node-api-v1.md, "Dependants and representatives"): asks the node as the
 * patient may ask it, and signs for the patient with their own key. Pages need not know the difference.
 */
import { NodeClient } from '../api/client.js';
import { fail } from '../crypto/errors.js';
import { jwkOf, pointOf } from '../crypto/identity.js';
import { sealingPair } from '../crypto/keys.js';
import { openSealedKey } from '../wallet/own-keys.js';
import { isSameKey, Person } from './person.js';
import { isRepresented, mayOpen } from './represented.js';

/** Whom a query is asked for. */
const HEADER = 'Medchain-Representation';
/** What is everybody's or the person's own: the node refuses to answer that for somebody else. */
const NEVER = new RegExp('^/v1/(organisations(/[^/]+)?$|(network|genesis|checkpoint|headers|transactions|registrations|'
  + 'accounts|sessions|events|content|openapi\\.json|me/(events|inbox|notifications))(/|$))');

/** The person's own connection, asking for the patient. */
class ActingClient extends NodeClient {
  constructor(own, representation) {
    super(own.address);
    Object.assign(this, { own, representation });
  }

  get signedIn() {
    return this.own.signedIn;
  }

  request(method, path, options = {}) {
    const asks = method === 'GET' && options.session !== false && !NEVER.test(path);
    return this.own.request(method, path, asks
      ? { ...options, headers: { ...options.headers, [HEADER]: this.representation } } : options);
  }
}

/** Whether a representation holds: the node decides, this only spares the question. */
export const holds = ({ status, until }, now = Date.now()) => status === 'live' && until > now;

export class ActingPerson extends Person {
  /**
   * The patient of a live representation of `person`. Throws `client.keyNotProven` where the patient's keys, or the one
   * that a guardian has of them, are not the proven ones; what the node says.
   */
  static async begin(person, representation) {
    const client = new ActingClient(person.client, representation.representation);
    const acting = new ActingPerson();
    Object.assign(acting, {
      client, trusted: person.trusted.asking(client), network: person.network, userName: person.userName,
      id: representation.patient, actor: { person, representation }, cameOfAge: false, formerKeys: [],
    });
    await acting.refresh();
    const proven = await acting.trusted.identity(acting.id);
    const { signingKey, sealingKey } = acting.identity;
    const isProven = isSameKey(proven.signingKey, signingKey) && isSameKey(proven.sealingKey, sealingKey);
    if (!isProven) fail('client.keyNotProven');
    // Who is no guardian seals to the patient, and opens nothing that is sealed to the patient alone.
    let sealing = { privateKey: undefined, point: pointOf(proven.sealingKey) };
    if (representation.guardian) {
      sealing = await sealingPair(await dependantKey(acting));
      if (!isSameKey(jwkOf(sealing.point), proven.sealingKey)) fail('client.keyNotProven');
    }
    acting.keys = { ...person.keys, sealing };
    return acting;
  }

  /** Whether the representation lets the person do this: one of the rights, or `guardian`. */
  may(need) {
    const { guardian, rights } = this.actor.representation;
    return need === 'guardian' ? guardian : rights.includes(need);
  }

  /** Whether a page is the patient's; every other one stays the person's own. */
  represents(route) {
    return isRepresented(route);
  }

  /** Whether the patient's rights lead to a page. */
  opens(route) {
    return mayOpen(this, route);
  }

  /** A command as the representative signs it. Reading is their own: each read is logged as theirs. */
  signed(command) {
    if (command.type === 'access.read') return command;
    const { representation } = this.actor.representation;
    return { type: 'representative.act', representation, patient: this.id, command };
  }
}

/** The dependant's sealing key, as it was sealed to this guardian: a scalar. */
export const dependantKey = ({ actor }) => (
  openSealedKey(actor.person, `/v1/representations/${actor.representation.representation}/key`));

/** Does for each dependant what a wallet does by itself; what fails for one keeps nobody from the others. */
export async function attendToDependants(person, attend) {
  const live = await person.client.all('/v1/me/representations');
  for (const representation of live.filter((one) => one.guardian && holds(one))) {
    await ActingPerson.begin(person, representation).then(attend).catch(() => undefined);
  }
}
