/** Handoff notes that wait to be read: opened on this device, with who wrote them and about whom. */
import { h } from '../../components/dom.js';
import { personBadge } from '../../components/badges.js';
import { empty } from '../../components/states.js';
import { relative } from '../../texts/index.js';
import { openMessage } from '../../wallet/messages.js';
import { patientLine, row } from '../practice/parts.js';

const MOST_TEXT = 400;

export async function handoffs(context) {
  const { t, client, person, directory, signal } = context;
  const unread = await client.all('/v1/me/messages/unread', { signal });
  // What cannot be opened here says so on the page of its conversation.
  const open = async (message) => ({ message, ...await openMessage(person, message) });
  const found = await Promise.all(unread.map((message) => open(message).catch(() => undefined)));
  const notes = found.filter((one) => one?.kind === 'handoff').reverse();
  if (notes.length === 0) return empty(t('ward.handoffs.none'));
  return h('ul', { class: 'list' }, notes.map(({ message, subject, text }) => row([
    h('p', { class: 'row-head' }, patientLine(directory, message.patient), subject && h('strong', { text: subject })),
    h('blockquote', { class: 'said', text: text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)} …` : text }),
    h('p', { class: 'muted small' }, personBadge(directory, message.sender), ` ${relative(message.sentAt)}`),
  ], h('a', { class: 'button', href: `#/chart/${message.patient}`, text: t('day.chart') }),
  h('a', { class: 'button primary', href: `#/messages/${message.thread}`, text: t('ward.handoff.read') }))));
}
