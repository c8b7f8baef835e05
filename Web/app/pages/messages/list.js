/** Conversations, the last written to first, with what is unread. */
import { fill, h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { empty, show } from '../../components/states.js';
import { useStyle } from '../../components/style.js';
import { subjectOf } from '../../wallet/messages.js';
import { plainLine } from '../../models/plain-text.js';
import { errorText, list, relative } from '../../texts/index.js';

const PAGE = 50;

export async function render(context) {
  const { root, t, on, signal, query } = context;
  await useStyle('messages');
  const patient = query.get('patient') ?? undefined;
  if (patient) context.patient(patient);
  const place = h('div');
  root.append(
    h('div', { class: 'card-head page-head' }, h('h1', { text: t('messages.title') }),
      h('a', { class: 'button primary', href: `#/messages/new${patient ? `?patient=${patient}` : ''}` },
        icon('plus'), t('messages.write'))),
    place);
  const draw = () => show(place, () => conversations(context, patient), signal);
  on('ledger', ({ event }) => {
    if (event.type.startsWith('message.')) draw();
  });
  on('healed', draw);
  draw();
}

async function conversations(context, patient) {
  const { t, client, signal } = context;
  const rows = h('ul', { class: 'conversations' });
  const more = h('button', { type: 'button', class: 'button', text: t('action.more'), hidden: true });
  const load = async (after) => {
    const page = await client.page('/v1/me/threads', { limit: PAGE, after, query: { patient }, signal });
    rows.append(...page.items.map((thread) => conversation(context, thread)));
    more.hidden = page.next === undefined;
    more.onclick = () => load(page.next);
  };
  await load();
  if (rows.childElementCount === 0) return empty(t('messages.none'), { hint: t('messages.none.hint') });
  return [rows, more];
}

function conversation(context, thread) {
  const { t, person, directory } = context;
  const subject = h('span', { class: 'conversation-subject', text: '…' });
  const people = h('span', { class: 'conversation-people' });
  const unread = thread.unread > 0;
  subjectOf(person, thread).then(
    (text) => { subject.textContent = plainLine(text, 200) || t('messages.noSubject'); },
    (error) => { subject.textContent = errorText(error); });
  const others = thread.participants.filter((id) => id !== person.id);
  Promise.all(others.map((id) => directory.label(id))).then(
    (names) => fill(people, list(names)), () => undefined);
  return h('li', {}, h('a', {
    class: unread ? 'conversation conversation-unread' : 'conversation', href: `#/messages/${thread.thread}`,
  },
  h('span', { class: 'conversation-head' }, subject,
    unread && h('span', { class: 'chip chip-waiting', text: t('messages.unread', { count: thread.unread }) })),
  people,
  h('span', { class: 'muted small', text: t('messages.count', {
    count: thread.messages, when: relative(thread.lastAt) }) })));
}
