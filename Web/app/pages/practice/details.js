/** Tells the management of one's hospital who a patient is: what is told is shown and can be left out. */
import { h } from '../../components/dom.js';
import { personBadge } from '../../components/badges.js';
import { field, form } from '../../components/form.js';
import { show } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { patientOf } from '../../models/chart.js';
import { humanAddress, phoneOf } from '../../models/patient-contact.js';
import { moment } from '../../texts/index.js';
import { DETAILS, managersOf, shareDetails, withdrawDetails } from '../../wallet/details.js';
import { chartStore } from '../chart/chart-store.js';
import { nameOf } from './names.js';
import { actionButton } from './parts.js';

export async function render(context) {
  const { root, t, params, signal } = context;
  const place = h('div');
  root.append(h('h1', { text: t('details.title') }), h('p', { text: t('details.text') }), place);
  const draw = () => show(place, () => page(context, params.patient, draw), signal);
  await draw();
}

async function page(context, patient, redraw) {
  const { t, client, person, desk, directory, signal } = context;
  const store = chartStore(context, patient);
  await store.refresh(signal);
  const known = patientOf(store.chart());
  context.patient(patient);
  const [shared, managers] = await Promise.all([
    client.find(`/v1/me/shared-patients/${patient}`), managersOf(person)]);
  const standing = shared && h('section', { class: 'card', 'data-part': 'shared' },
    h('p', { text: t('details.shared', { when: moment(shared.sharedAt) }) }),
    actionButton(t('details.withdraw'), async () => {
      await withdrawDetails(person, desk, shared);
      toast(t('details.withdrawn'));
      redraw();
    }, { kind: 'danger' }));
  if (!known) return [standing, h('p', { class: 'notice', text: t('details.closed') }), nameOf(context, store, redraw)];
  return [standing, sharing(context, patient, valuesOf(known), managers, redraw), h('p', { class: 'muted' },
    t('details.recipients'), ' ', managers.map(({ id }) => [personBadge(directory, id), ' ']))];
}

const valuesOf = ({ name, birthDate, gender, entry: { resource } }) => ({
  name, birthDate, sex: gender, address: humanAddress(resource), phone: phoneOf(resource),
});

function sharing({ t, person, desk }, patient, values, managers, redraw) {
  const made = form({
    fields: DETAILS.map((name) => field({
      name, label: t(`details.${name}`), value: values[name], required: name === 'name', maxlength: 300,
    })),
    action: t('details.action'),
    submit: async (filled) => {
      await shareDetails(person, desk, patient, filled);
      toast(t('details.done'));
      redraw();
    },
  });
  made.button.disabled = managers.length === 0;
  made.element.classList.add('card');
  return made.element;
}
