/** Everybody whom the authority decided about: found by name, suspended and reinstated at once. */
import { debounce, fill, h } from '../../components/dom.js';
import { organisationBadge, statusChip } from '../../components/badges.js';
import { field } from '../../components/form.js';
import { dataTable } from '../../components/table.js';
import { toast } from '../../components/toast.js';
import { readableIdentity } from '../../crypto/identity.js';
import { errorText, moment } from '../../texts/index.js';
import { suspend } from '../organisation/staff.js';

const STATES = ['verified', 'suspended', 'rejected', 'left'];

export function render(context) {
  const { root, t, query, go } = context;
  const state = STATES.includes(query.get('state')) ? query.get('state') : 'verified';
  const place = h('div');
  const name = field({ name: 'name', label: t('people.name'), hint: t('people.name.hint'), type: 'search',
    required: false, mark: false, autocomplete: 'off' });
  const draw = () => {
    const made = table(context, state, name.value.trim());
    fill(place, made.element);
  };
  name.input.addEventListener('input', debounce(draw));
  root.append(h('h1', { text: t('people.title') }),
    h('nav', { class: 'tabs', 'aria-label': t('people.states') }, STATES.map((one) => h('a', {
      href: `#/authority/people?state=${one}`, 'aria-current': one === state ? 'page' : undefined,
      text: t(`people.${one}`),
      onclick: (event) => {
        event.preventDefault();
        go(`/authority/people?state=${one}`);
      },
    }))),
    h('div', { class: 'stack' }, state === 'verified' && name.element, place));
  draw();
}

function table(context, state, name) {
  const { t, client, directory, signal } = context;
  // Verified people are found by how their name begins; the other lists are short.
  const load = (after) => (state === 'verified' && name !== ''
    ? client.page('/v1/staff', { after, query: { name }, signal })
    : client.page('/v1/identities', { after, query: { status: state }, signal }));
  const made = dataTable({
    caption: t(`people.${state}.caption`), none: t('people.none'), signal, load,
    columns: [
      { label: t('people.who'), cell: (one) => h('div', {},
        h('strong', { text: one.profile?.name ?? readableIdentity(one.id) }), h('br'),
        h('span', { class: 'id', text: readableIdentity(one.id) })) },
      { label: t('people.role'), cell: (one) => t(`role.${one.role}`) },
      { label: t('people.organisation'), cell: (one) => organisationBadge(directory, one.organisation) },
      { label: t('people.state'), cell: (one) => h('div', {}, statusChip(one.status),
        one.suspendedAt && h('p', { class: 'small muted', text: moment(one.suspendedAt) })) },
      { label: t('people.act'), kind: 'actions', cell: (one) => action(context, one, () => made.reload()) },
    ],
  });
  return made;
}

function action(context, one, reload) {
  const { t, person, desk } = context;
  if (one.id === person.id) return t('people.yourself');
  // Who left is not taken back: they register anew.
  if (one.status === 'left') return t('people.gone');
  const label = (key) => `${t(key)}: ${one.profile?.name ?? one.id}`;
  if (one.status === 'rejected') {
    return h('a', { class: 'button small', href: `#/verification/${one.id}`, text: t('people.again') });
  }
  if (one.status === 'suspended') {
    return h('button', {
      type: 'button', class: 'button small', text: t('staff.reinstate'), 'aria-label': label('staff.reinstate'),
      onclick: async () => {
        try {
          await desk.submit(person, { type: 'identity.reinstate', identity: one.id });
          toast(t('staff.reinstated'));
          reload();
        } catch (error) {
          if (error.code !== 'signature.rejected') toast(errorText(error), 'problem');
        }
      },
    });
  }
  return h('button', {
    type: 'button', class: 'button small danger', text: t('staff.suspend'), 'aria-label': label('staff.suspend'),
    onclick: () => suspend(context, one, reload),
  });
}
