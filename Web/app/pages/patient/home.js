/** The patient's first screen: what waits for them, and who read their record lately. */
import { h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { personBadge, statusChip } from '../../components/badges.js';
import { empty, show } from '../../components/states.js';
import { hasCompartments } from '../../wallet/compartments.js';
import { setUpPatient } from '../../session/sign-up.js';
import { scopeWords } from '../../wallet/wording.js';
import { readableIdentity } from '../../crypto/identity.js';
import { errorText, relative } from '../../texts/index.js';
import { toast } from '../../components/toast.js';

const SHOWN = 5;

export function render(context) {
  const { root, t, person, on, signal } = context;
  const [setUp, requests, reads] = [h('div'), h('div'), h('div')];
  root.append(
    h('h1', { text: person.name ? t('home.welcome', { name: person.name }) : t('home.title') }), setUp,
    h('section', { class: 'card' },
      h('div', { class: 'card-head' }, h('h2', { text: t('home.requests') }),
        h('a', { href: '#/requests', text: t('home.requests.all') })), requests),
    h('section', { class: 'card' },
      h('div', { class: 'card-head' }, h('h2', { text: t('home.reads') }),
        h('a', { href: '#/log', text: t('home.reads.all') })), reads),
    h('section', { class: 'card' }, h('h2', { text: t('home.id') }), h('p', { text: t('home.id.text') }),
      h('p', {}, h('strong', { class: 'id', text: readableIdentity(person.id) }), ' ',
        h('a', { href: '#/me', text: t('home.id.qr') }))));
  const draw = () => {
    show(requests, () => openRequests(context), signal);
    show(reads, () => lastReads(context), signal);
  };
  on('ledger', draw);
  on('healed', draw);
  draw();
  completeSetUp(setUp, context);
}

async function openRequests({ t, client, person, directory, signal }) {
  const page = await client.page(`/v1/patients/${person.id}/requests`, { limit: 50, signal });
  const waiting = page.items.filter((request) => request.status === 'open').slice(0, SHOWN);
  if (waiting.length === 0) return empty(t('home.requests.none'));
  return h('ul', { class: 'list' }, waiting.map((request) => h('li', { class: 'card-head' },
    h('div', {}, personBadge(directory, request.requester),
      h('p', { class: 'muted small', text: t('home.request.what', {
        scope: scopeWords(request.scope), purpose: t(`purpose.for.${request.purpose}`),
        when: relative(request.requestedAt) }) })),
    h('a', { class: 'button primary', href: `#/requests/${request.request}`, text: t('home.request.decide') }))));
}

async function lastReads({ t, client, person, directory, signal }) {
  const { items } = await client.page(`/v1/patients/${person.id}/reads`, { limit: SHOWN, signal });
  if (items.length === 0) return empty(t('home.reads.none'));
  return h('ul', { class: 'list' }, items.map((read) => h('li', {},
    icon('eye'), ' ', personBadge(directory, read.reader),
    h('p', { class: 'muted small', text: t('home.read.what', {
      count: read.records.length, purpose: t(`purpose.for.${read.purpose}`), when: relative(read.at) }) }))));
}

/** A sign-up that was interrupted between registering and setting up the record is completed here. */
async function completeSetUp(place, context) {
  const { t, person, app } = context;
  if (await hasCompartments(person).catch(() => true)) return;
  const button = h('button', {
    type: 'button', class: 'button primary', text: t('home.setUp.action'), onclick: async () => {
      button.disabled = true;
      try {
        await setUpPatient(person, app.desk, {});
        place.replaceChildren();
        toast(t('home.setUp.done'));
      } catch (error) {
        if (error.code !== 'signature.rejected') toast(errorText(error), 'problem');
        button.disabled = false;
      }
    },
  });
  place.append(h('section', { class: 'card' }, h('h2', {}, t('home.setUp'), ' ', statusChip('pending')),
    h('p', { text: t('home.setUp.text') }), button));
}
