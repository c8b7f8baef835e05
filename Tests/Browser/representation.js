/**
 * Proofs that somebody acts for a patient, made here with fresh keys, and what a hostile node would make of them:
 * test_representation.py puts this file beside the modules that the node serves, with `?root=` saying where they are.
 */
const root = new URL(import.meta.url).searchParams.get('root');
const module = (path) => import(`${root}/crypto/${path}.js`);
const [bytes, identity, keys, jws, trust, representation] = await Promise.all(
  ['bytes', 'identity', 'keys', 'jws', 'trust', 'representation'].map(module));

const network = bytes.base64url(bytes.random(32));
const id = () => bytes.base64url(bytes.random(16));
const RIGHTS = ['read', 'contribute', 'consent', 'arrange'];
const failures = [];
let checks = 0;

async function person(more = {}) {
  const [signing, sealing] = [await keys.signingPair(await keys.newScalar()), await keys.publicKeyOf(
    await keys.newScalar())];
  const own = { signing, sealing: sealing.jwk, id: await identity.identityOf(network, signing.thumbprint) };
  const application = { type: 'identity.apply', role: 'patient', organisation: 'KBCDEFGH012345', ...more,
    signingKey: signing.jwk, sealingKey: own.sealing };
  own.application = await signed(application, own);
  own.entry = { id: own.id, application: own.application };
  own.people = [own.entry];
  return own;
}

/** A transaction; `where`: of another network. */
async function signed(command, signer, where = network) {
  return (await jws.signTransaction(jws.transactionPayload(command, where), signer.signing)).jws;
}

async function refused(code, what, body) {
  checks += 1;
  try {
    await body();
    failures.push(`${what}: believed`);
  } catch (error) {
    if (error.code !== code) failures.push(`${what}: ${error.code ?? error}`);
  }
}

async function holds(what, body) {
  checks += 1;
  try {
    if (!await body()) failures.push(`${what}: false`);
  } catch (error) {
    failures.push(`${what}: ${error.code ?? error}`);
  }
}

/** An official, a nurse whom they verified, two parents, a grandmother, a stranger, a child. */
async function everybody() {
  const official = await person();
  const genesis = { network, officialPeople: [{
    id: official.id, organisation: 'KBCDEFGH012345', profile: { name: 'Official' }, signingKey: official.signing.jwk,
    sealingKey: official.sealing,
  }] };
  const verified = async (role, organisation = 'KBCDEFGH012345') => {
    const staff = await person({ role, organisation, profile: { name: role } });
    const verification = await signed({ type: 'identity.verify', identity: staff.id }, official);
    staff.people = [{ ...staff.entry, verification }, { id: official.id }];
    return staff;
  };
  const [mother, father, gran, stranger] = [await person(), await person(), await person(), await person()];
  const child = await person({ guardian: mother.id });
  return {
    official, genesis, mother, father, gran, stranger, child, nurse: await verified('nurse'),
    other: await verified('nurse', 'ABCDEFGH012345'), technician: await verified('laboratoryTechnician'),
  };
}

const act = (guardian, under, patient, command) => signed({
  type: 'representative.act', representation: under, patient: patient.id, command }, guardian);

/** The steps: the mother registered the child, made the father a guardian, who appointed the grandmother to read. */
async function family(all) {
  const { mother, father, gran, child } = all;
  const ids = { mother: id(), father: id(), gran: id() };
  const step = (who, one, transaction) => ({
    representation: ids[who], representative: one.id, people: one.people, transaction });
  const register = { type: 'dependant.register', application: child.application, representation: ids.mother,
    grant: { grant: id(), envelope: 'c' }, keyEnvelope: 'k' };
  const guardian = { type: 'representative.appoint', representation: ids.father, representative: father.id,
    grant: { grant: id(), envelope: 'c' }, keyEnvelope: 'k' };
  const helper = { type: 'representative.appoint', representation: ids.gran, representative: gran.id, rights: ['read'],
    grant: { grant: id(), envelope: 'c' }, until: 9_000_000_000_000 };
  const first = step('mother', mother, await signed(register, mother));
  const second = step('father', father, await act(mother, ids.mother, child, guardian));
  const third = step('gran', gran, await act(father, ids.father, child, helper));
  return { ids, step, register, guardian, helper, steps: [first, second, third] };
}

async function runChains(all, made) {
  const { genesis, mother, father, gran, stranger, child } = all;
  const { ids, step, register, guardian, helper, steps } = made;
  const proven = await trust.proveIdentity(child.id, child.people, genesis);
  const prove = (some, whose = proven) => representation.proveRepresentation(whose, some, genesis);
  const refuse = (what, some, whose) => refused('client.factNotProven', what, () => prove(some, whose));
  await holds('mother', async () => (await prove(steps.slice(0, 1))).isGuardian);
  await holds('father', async () => (await prove(steps.slice(0, 2))).representative.id === father.id);
  await holds('gran', async () => {
    const found = await prove(steps);
    return !found.isGuardian && found.rights.join() === 'read' && found.representation === ids.gran;
  });
  const adult = await trust.proveIdentity(stranger.id, stranger.people, genesis);
  const own = step('gran', gran, await signed({ ...helper, rights: ['read', 'consent'] }, stranger));
  await holds('an adult’s own appointment', async () => (await prove([own], adult)).rights.length === 2);

  await refuse('no steps', []);
  await refuse('too many steps', Array.from({ length: 17 }, () => steps[0]));
  await refuse('no registration at the beginning', steps.slice(1));
  await refuse('a registration in the middle', [steps[0], steps[0]]);
  await refuse('the steps of another child', steps, adult);
  await refuse('an appointment by a stranger', [steps[0], { ...steps[1], transaction: await act(
    stranger, ids.mother, child, guardian) }]);
  await refuse('under another representation', [steps[0], { ...steps[1], transaction: await act(
    mother, id(), child, guardian) }]);
  await refuse('for another patient', [steps[0], { ...steps[1], transaction: await act(
    mother, ids.mother, stranger, guardian) }]);
  await refuse('an appointment by who is no guardian', [...steps, step('father', father, await act(
    gran, ids.gran, child, guardian))]);
  await refuse('another representative than appointed', [steps[0], {
    ...steps[1], representative: stranger.id, people: stranger.people }]);
  await refuse('another representation than appointed', [steps[0], { ...steps[1], representation: id() }]);
  await refuse('keys of somebody else', [{ ...steps[0], people: stranger.people }]);
  await refuse('registered by a stranger', [step('mother', stranger, await signed(register, stranger))]);
  const forged = await person({ guardian: stranger.id });
  await refuse('an application with another key', [step('mother', stranger, await signed(
    { ...register, application: forged.application }, stranger))]);
  await refuse('of another network', [{ ...steps[0], transaction: await signed(
    register, mother, bytes.base64url(bytes.random(32))) }]);
  await refuse('a child that appoints a guardian itself', [step('father', father, await signed(guardian, stranger))],
    adult);
  await refuse('an appointment with the child’s first key', [step('gran', gran, await signed(helper, child))]);
  await refuse('consent without reading', [step('gran', gran, await signed(
    { ...helper, rights: ['consent'], grant: undefined }, stranger))], adult);
  await refuse('an unknown right', [step('gran', gran, await signed(
    { ...helper, rights: ['read', 'everything'] }, stranger))], adult);
}

async function runFacts(all, { ids, steps, register }) {
  const { genesis, mother, father, gran, child, stranger } = all;
  const proven = await trust.proveIdentity(child.id, child.people, genesis);
  const fact = (transaction, some) => representation.provenCommand(
    proven, { transaction, representation: some }, genesis);
  const refuse = (what, transaction, some) => refused('client.factNotProven', what, () => fact(transaction, some));
  const record = { type: 'record.add', patient: child.id, record: id() };
  await holds('what the mother wrote', async () => (
    (await fact(await act(mother, ids.mother, child, record), steps.slice(0, 1))).command.record === record.record));
  await holds('the registration', async () => (
    (await fact(await signed(register, mother), steps.slice(0, 1))).command.type === 'dependant.register'));
  await refuse('what the grandmother may not', await act(gran, ids.gran, child, record), steps);
  await refuse('what nobody may', await act(
    mother, ids.mother, child, { type: 'identity.verify', identity: child.id }), steps.slice(0, 1));
  await refuse('an act in an act', await act(mother, ids.mother, child, {
    type: 'representative.act', representation: ids.mother, patient: child.id, command: record }), steps.slice(0, 1));
  await refuse('signed with the child’s first key', await signed(record, child), undefined);
  await refuse('without steps', await act(mother, ids.mother, child, record), undefined);
  await refuse('another’s steps', await act(mother, ids.mother, child, record), steps.slice(0, 2));
  await refuse('not wrapped', await signed(record, mother), steps.slice(0, 1));
  await refuse('for another', await act(mother, ids.mother, stranger, record), steps.slice(0, 1));
  await refuse('signed by another', await act(father, ids.mother, child, record), steps.slice(0, 1));
  await holds('rights', () => representation.mayAct({ rights: RIGHTS, isGuardian: false }, record)
    && !representation.mayAct({ rights: RIGHTS, isGuardian: false }, { type: 'record.erase' })
    && !representation.mayAct({ rights: ['arrange'] }, { type: 'appointment.request', grant: {} })
    && representation.mayAct({ rights: ['arrange'] }, { type: 'appointment.request' })
    && !representation.mayAct({ rights: RIGHTS, isGuardian: true }, { type: 'constructor' }));
}

async function runHandOver(all) {
  const { genesis, nurse, other, technician, official, child, stranger } = all;
  const grown = await person();
  const takeOver = (who, signer = grown, where = network) => signed({
    type: 'dependant.takeOver', patient: who.id, signingKey: grown.signing.jwk, sealingKey: grown.sealing,
  }, signer, where);
  const people = async (decider, nested, whose = child) => [{
    ...whose.entry, handOver: await signed({ type: 'dependant.handOver', takeOver: nested }, decider) },
  ...(decider === official ? [{ id: official.id }] : decider.people)];
  const prove = (some, whose = child) => trust.proveIdentity(whose.id, some, genesis);
  const refuse = (what, some, whose) => refused('client.keyNotProven', what, () => prove(some, whose));
  await holds('by a nurse', async () => (
    (await prove(await people(nurse, await takeOver(child)))).signingKey.x === grown.signing.jwk.x));
  await holds('by an official', async () => (
    (await prove(await people(official, await takeOver(child)))).sealingKey.x === grown.sealing.x));
  await holds('what the grown-up signs', async () => {
    const adult = await prove(await people(nurse, await takeOver(child)));
    const transaction = await signed({ type: 'record.add', record: 'r' }, grown);
    return (await representation.provenCommand(adult, { transaction }, genesis)).command.record === 'r';
  });
  await refuse('by another organisation’s nurse', await people(other, await takeOver(child)));
  await refuse('by who sees no proofs', await people(technician, await takeOver(child)));
  await refuse('by a stranger', await people(stranger, await takeOver(child)));
  await refuse('countersigned by nobody', (await people(nurse, await takeOver(child))).slice(0, 1));
  await refuse('not signed with the new key', await people(nurse, await takeOver(child, stranger)));
  await refuse('of another patient', await people(nurse, await takeOver(stranger)));
  await refuse('of another network', await people(
    nurse, await takeOver(child, grown, bytes.base64url(bytes.random(32)))));
  await refuse('of who was no dependant', await people(nurse, await takeOver(stranger), stranger), stranger);
}

/** Runs all of it: `{checks, failures}`. */
export async function run() {
  const all = await everybody();
  const made = await family(all);
  await runChains(all, made);
  await runFacts(all, made);
  await runHandOver(all);
  return { checks, failures };
}
