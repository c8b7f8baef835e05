/** With whom: physicians by name or hospital, first those who know the patient already. */
import { fill, h, debounce } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { field } from '../../components/form.js';
import { empty, problem } from '../../components/states.js';

const SHOWN = 30;

export async function render(context) {
  const { root, t, client, person, directory, signal } = context;
  const organisations = (await directory.organisations()).filter((one) => one.kind === 'hospital');
  const name = field({ name: 'name', label: t('appointments.find'), required: false, mark: false, type: 'search',
    autocomplete: 'off' });
  const hospital = field({
    name: 'organisation', label: t('appointments.hospital'), type: 'select', required: false, mark: false,
    options: [{ value: '', label: t('appointments.hospital.any') }, ...organisations.map((one) => (
      { value: one.id, label: one.name }))],
  });
  const known = h('div');
  const found = h('div', { 'aria-live': 'polite' });
  root.append(h('h1', { text: t('appointments.new') }), h('p', { text: t('appointments.new.text') }), known,
    h('section', { class: 'card' }, h('div', { class: 'split' }, name.element, hospital.element), found));
  const search = async () => {
    try {
      const { items } = await client.page('/v1/staff', {
        limit: SHOWN, signal, query: { role: 'physician', name: name.value.trim(), organisation: hospital.value },
      });
      if (signal.aborted) return;
      fill(found, items.length === 0 ? empty(t('appointments.find.none')) : choices(context, items));
    } catch (error) {
      if (!signal.aborted) fill(found, problem(error, search));
    }
  };
  name.input.addEventListener('input', debounce(search));
  hospital.input.addEventListener('change', search);
  await Promise.all([search(), mine(context, known)]);
  if (!person.isPatient) return;
  name.input.focus();
}

/** Who had an appointment with the patient, or has access now. */
async function mine(context, place) {
  const { t, client, person, directory, signal } = context;
  const [grants, appointments] = await Promise.all([
    person.may('consent') ? client.all(`/v1/patients/${person.id}/grants`, { signal }) : [],
    client.all('/v1/me/appointments', { signal }),
  ]);
  const ids = new Set([
    ...appointments.map((one) => one.physician),
    ...grants.filter((one) => one.status === 'live' && one.granteeKind === 'person').map((one) => one.grantee),
  ]);
  const people = await Promise.all([...ids].map((id) => directory.identity(id)));
  const physicians = people.filter((one) => one?.role === 'physician' && one.status === 'verified');
  if (physicians.length === 0) return;
  fill(place, h('section', { class: 'card' }, h('h2', { text: t('appointments.mine') }),
    choices(context, physicians.slice(0, 8))));
}

function choices({ directory }, physicians) {
  return h('ul', { class: 'list choices' }, physicians.map((one) => {
    const place = h('span', { class: 'muted small', text: one.profile?.specialty ?? '' });
    directory.organisation(one.organisation).then((organisation) => {
      place.textContent = [one.profile?.specialty, organisation?.name].filter(Boolean).join(', ');
    }, () => undefined);
    return h('li', {}, h('a', { class: 'choice-link', href: `#/appointments/new/${one.id}` },
      h('span', { class: 'choice-text' }, h('strong', { text: one.profile?.name ?? one.id }), place), icon('next')));
  }));
}
