/** The patients who gave this person access, what for and how long; their names once a record that says so is open. */
import { h } from '../../components/dom.js';
import { useStyle } from '../../components/style.js';
import { empty, show } from '../../components/states.js';
import { readableIdentity } from '../../crypto/identity.js';
import { grantsToMe } from '../../wallet/records.js';
import { scopeWords } from '../../wallet/wording.js';
import { namesButton } from '../practice/names.js';
import { moment } from '../../texts/index.js';

export async function render(context) {
  const { root, t, on, signal } = context;
  await useStyle('clinical');
  root.classList.add('clinical');
  const [names, place] = [h('div'), h('div')];
  root.append(
    h('h1', { text: t('records.title.patients') }),
    h('p', { class: 'quiet', text: t('records.patients.text') }),
    names,
    place,
  );
  const draw = () => show(place, () => list(context, names, draw), signal);
  draw();
  on('ledger', ({ event }) => event.type.startsWith('access.') && event.type !== 'access.read' && draw());
  on('healed', draw);
}

async function list(context, names, redraw) {
  const { t, person, directory } = context;
  const grants = await grantsToMe(person);
  const patients = grants.map((grant) => grant.patient);
  names.replaceChildren(...[namesButton(context, patients, grants, redraw)].filter(Boolean));
  if (grants.length === 0) return empty(t('records.patients.none'));
  const byPatient = Map.groupBy(grants, (grant) => grant.patient);
  return h(
    'ul',
    { class: 'items card' },
    [...byPatient].map(([patient, some]) => {
      const known = directory.patient(patient) ?? {};
      return h(
        'li',
        { class: 'item' },
        h('a', { class: 'item-title', href: `#/chart/${patient}`, text: known.name ?? readableIdentity(patient) }),
        known.birthDate && h('span', { class: 'quiet', text: ` ${t('records.born', { date: known.birthDate })}` }),
        known.name && h('span', { class: 'id quiet', text: ` ${readableIdentity(patient)}` }),
        some.map((grant) =>
          h('div', {
            class: 'item-detail',
            text: t('records.patients.grant', {
              scope: scopeWords(grant.scope),
              purpose: t(`purpose.for.${grant.purpose}`),
              until: moment(grant.until),
            }),
          }),
        ),
      );
    }),
  );
}
