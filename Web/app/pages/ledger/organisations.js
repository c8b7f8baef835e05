/** Who takes part: the authorities and the organisations, public for everybody. */
import { h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { show } from '../../components/states.js';
import { readableIdentity } from '../../crypto/identity.js';
import { ledgerTabs } from './tabs.js';

const KINDS = ['authority', 'hospital', 'laboratory', 'imagingCentre', 'pharmacy', 'insurer'];

export function render(context) {
  const { root, t, signal, on } = context;
  const place = h('div');
  root.append(h('h1', { text: t('organisations.title') }), ledgerTabs(context, 'organisations'),
    h('p', { text: t('organisations.text') }), place);
  const draw = () => show(place, () => groups(context), signal);
  on('healed', draw);
  draw();
}

async function groups(context) {
  const { t, client, signal } = context;
  const all = await client.all('/v1/organisations', { signal });
  return KINDS.map((kind) => [kind, all.filter((one) => one.kind === kind)]).filter(([, some]) => some.length > 0)
    .map(([kind, some]) => h('section', { class: 'page-part' }, h('h2', { text: t(`organisations.${kind}`) }),
      h('div', { class: 'cards' }, some.map((one) => card(context, one)))));
}

function card({ t, person }, one) {
  const facts = [
    t(`organisations.status.${one.status}`), one.node && t('organisations.node'),
    one.key && t('organisations.key', { version: one.key.version }),
  ].filter(Boolean);
  return h('section', { class: 'card' },
    h('h3', {}, icon('organisation'), ' ', person
      ? h('a', { href: `#/ledger/organisations/${one.id}`, text: one.name }) : one.name),
    h('p', { class: 'id', text: readableIdentity(one.id) }),
    h('ul', { class: 'plain small muted' }, facts.map((text) => h('li', { text }))));
}
