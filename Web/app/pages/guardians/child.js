/** A guardian registers a child whom staff attested, and writes down who it is. */
import { fill, h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { icon } from '../../components/icons.js';
import { qrImage } from '../../components/qr.js';
import { empty, show } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { fail } from '../../crypto/errors.js';
import { readableIdentity } from '../../crypto/identity.js';
import { ActingPerson } from '../../session/acting.js';
import { NAME } from '../../session/represented.js';
import { patientResource } from '../../session/sign-up.js';
import { attestationStatus, attestedUntil, newDependant } from '../../wallet/dependants.js';
import { addRecord, writingContext } from '../../wallet/records.js';
import { day, errorText } from '../../texts/index.js';
import { birthDateField } from '../shared/sign-up.js';

export function render(context) {
  const { root, t, person, client, go, on, signal } = context;
  // A child is the guardian's own, whoever they act for at the moment.
  if (person.actor) {
    go('/representatives', { replace: true });
    return;
  }
  const place = h('div', { class: 'stack' });
  root.append(h('h1', { text: t('guardians.child') }), place);
  let shown;
  const draw = () => show(place, async () => {
    const open = (await client.all('/v1/me/attestations', { signal })).filter((one) => (
      attestationStatus(one) === 'open'));
    shown = open.length > 0;
    return shown ? registration(context, place, open) : empty(t('guardians.child.none'), {
      hint: t('guardians.child.none.hint') });
  }, signal);
  // While it is waited for, it may come; a form that is being filled in stays.
  on('ledger', ({ event }) => event.type === 'dependant.attested' && !shown && draw());
  draw();
}

async function registration(context, place, open) {
  const { t, directory } = context;
  const organisations = new Map(await Promise.all(open.map(async ({ organisation }) => (
    [organisation, (await directory.organisation(organisation))?.name ?? readableIdentity(organisation)]))));
  const words = (one) => t('guardians.child.attested', {
    organisation: organisations.get(one.organisation), year: String(one.comesOfAge), day: day(attestedUntil(one)) });
  const which = open.length > 1 && field({
    name: 'attestation', label: t('guardians.child.which'), type: 'select', value: open[0].attestation,
    options: open.map((one) => ({ value: one.attestation, label: words(one) })),
  });
  const begun = {};
  const made = form({
    before: h('p', { text: which ? t('guardians.child.text') : `${words(open[0])} ${t('guardians.child.text')}` }),
    fields: [
      which,
      field({ name: 'name', label: t('guardians.child.name'), autocomplete: 'off', maxlength: 200 }),
      birthDateField(t, { label: t('guardians.child.birthDate'), autocomplete: 'off' }),
    ].filter(Boolean),
    action: t('guardians.child.action'),
    submit: async (values) => {
      const attestation = open.find((one) => one.attestation === values.attestation) ?? open[0];
      await register(context, begun, attestation, { name: values.name.trim(), birthDate: values.birthDate });
      done(context, place, begun);
    },
  });
  made.element.classList.add('card');
  return made.element;
}

/** What was done stays done: a second attempt only writes what is missing. */
async function register({ app, person, directory, drafts }, begun, attestation, about) {
  begun.child ??= await newDependant(person, attestation);
  const { patient, command, storing } = begun.child;
  directory.notePatient(patient, about);
  const record = {
    type: 'representative.act', representation: command.representation, patient,
    command: { type: 'record.add', category: 'demographics', patient },
  };
  const shown = [!begun.registered && await app.desk.show(command), await app.desk.show(record)].filter(Boolean);
  if (!await app.desk.confirm(shown)) fail('signature.rejected');
  if (!begun.registered) {
    await app.desk.approving('dependant.register').submit(person, command, { storing });
    begun.registered = true;
  }
  const representation = await person.client.get(`/v1/representations/${command.representation}`);
  const acting = await ActingPerson.begin(person, representation);
  const desk = app.desk.as(acting).approving('record.add');
  await addRecord(acting, desk, await writingContext(acting, patient), patientResource(about));
  await drafts.about(patient).put(NAME, about);
  Object.assign(begun, { representation, about });
}

function done({ t, session, title }, place, { representation, about }) {
  const readable = readableIdentity(representation.patient);
  const act = h('button', { type: 'button', class: 'button primary', 'data-action': 'act' }, icon('person'),
    t('guardians.child.act', { name: about.name }));
  act.addEventListener('click', () => session.actFor(representation).catch((error) => (
    toast(errorText(error), 'problem'))));
  const heading = place.closest('.page').querySelector('h1');
  heading.textContent = t('guardians.child.done');
  title(t('guardians.child.done'));
  fill(place, h('section', { class: 'card stack' },
    h('p', { text: t('guardians.child.done.text', { name: about.name }) }),
    h('p', {}, h('strong', { class: 'id', text: readable })),
    h('details', { class: 'exact' }, h('summary', { text: t('guardians.child.qr') }),
      h('div', { class: 'sheet' }, qrImage(readable, t('guardians.child.qr')))),
    h('p', { class: 'muted', text: t('guardians.child.done.next') }),
    h('div', { class: 'actions' }, act,
      h('a', { class: 'button', href: '#/representatives', text: t('guardians.child.toAll') }))));
  heading.tabIndex = -1;
  heading.focus();
}
