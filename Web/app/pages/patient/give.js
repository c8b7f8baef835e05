/** Gives access without being asked: to whom. */
import { debounce, fill, h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { field } from '../../components/form.js';
import { empty, problem } from '../../components/states.js';

const SHOWN = 20;
/** Who treats, dispenses, examines or pays; the authority reads nothing. */
const KINDS = ['hospital', 'laboratory', 'imagingCentre', 'pharmacy', 'insurer'];

export async function render(context) {
  const { root, t, client, directory, signal } = context;
  const organisations = (await directory.organisations()).filter((one) => KINDS.includes(one.kind) && one.key);
  const name = field({
    name: 'name', label: t('give.find'), hint: t('give.find.hint'), required: false, mark: false, type: 'search',
    autocomplete: 'off',
  });
  const found = h('div', { 'aria-live': 'polite' });
  root.append(h('h1', { text: t('give.title') }),
    h('section', { class: 'card' }, h('h2', { text: t('give.person') }), name.element, found),
    ...(organisations.length === 0 ? [] : [h('section', { class: 'card' }, h('h2', { text: t('give.organisation') }),
      h('p', { class: 'muted', text: t('give.organisation.text') }),
      choices(organisations.map((one) => ({ id: one.id, name: one.name, hint: t(`give.kind.${one.kind}`) }))))]));
  const search = async () => {
    try {
      const { items } = await client.page('/v1/staff', { limit: SHOWN, signal, query: { name: name.value.trim() } });
      const people = await Promise.all(items.filter((one) => one.role !== 'authority').map(async (one) => ({
        id: one.id, name: one.profile?.name ?? one.id,
        hint: [t(`role.${one.role}`), (await directory.organisation(one.organisation))?.name]
          .filter(Boolean).join(', '),
      })));
      if (!signal.aborted) fill(found, people.length === 0 ? empty(t('give.find.none')) : choices(people));
    } catch (error) {
      if (!signal.aborted) fill(found, problem(error, search));
    }
  };
  name.input.addEventListener('input', debounce(search));
  await search();
}

const choices = (items) => h('ul', { class: 'list choices' }, items.map(({ id, name, hint }) => (
  h('li', {}, h('a', { class: 'choice-link', href: `#/access/new/${id}` },
    h('span', { class: 'choice-text' }, h('strong', { text: name }), h('span', { class: 'muted small', text: hint })),
    icon('next'))))));
