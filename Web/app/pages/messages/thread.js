/** One conversation: what was written, by whom, who has read it; and the answer. */
import { fill, h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { personBadge } from '../../components/badges.js';
import { form } from '../../components/form.js';
import { openDialog } from '../../components/dialog.js';
import { progressBar, show } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { useStyle } from '../../components/style.js';
import { answerThread, isUnread, openAttachment, openMessage, readCommand } from '../../wallet/messages.js';
import { plainLine } from '../../models/plain-text.js';
import { errorText, list, moment, t as text } from '../../texts/index.js';
import { filesField, recipientsField, textField } from './compose.js';

export async function render(context) {
  const { root, t, client, params, person, on, signal } = context;
  await Promise.all([useStyle('messages'), useStyle('clinical')]);
  const path = `/v1/threads/${params.thread}`;
  const thread = await client.get(path, { signal });
  if (!person.isPatient) context.patient(thread.patient);
  const heading = h('h1', { text: t('messages.thread') });
  const place = h('div', { class: 'thread', role: 'log', 'aria-label': t('messages.log') });
  const waiting = h('div');
  root.append(
    h('p', {}, h('a', { href: '#/messages' }, icon('previous'), t('messages.all'))), heading,
    participants(context, thread), place, waiting);
  const page = { ...context, thread, messages: [] };
  const draw = () => show(place, async () => {
    page.messages = await client.all(`${path}/messages`, { signal });
    const shown = await Promise.all(page.messages.map((message) => bubble(page, message, heading)));
    fill(waiting, unreadNotice(page, draw));
    return shown;
  }, signal);
  await draw();
  root.append(await answer(page, draw));
  on('ledger', ({ event }) => {
    if (event.type.startsWith('message.')) draw();
  });
  on('healed', draw);
}

function participants({ t, directory, person }, thread) {
  const others = thread.participants.filter((id) => id !== person.id);
  const record = thread.record && (thread.patient === person.id
    ? `#/record/item/${thread.record}` : `#/chart/${thread.patient}/item/${thread.record}`);
  return h('p', { class: 'thread-people' }, h('span', { class: 'muted', text: t('messages.with') }),
    others.map((id) => personBadge(directory, id)),
    record && h('a', { href: record, text: t('messages.theRecord') }));
}

/** Lines as they were written; nothing in them can disguise itself. */
const plainText = (words) => (
  words.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => plainLine(line, 20_000)).join('\n').trim());

async function bubble(page, message, heading) {
  const { t, person, directory } = page;
  const mine = message.sender === person.id;
  const body = h('div', { class: 'message-text' });
  const kind = h('span');
  try {
    const { text: words, subject, kind: what } = await openMessage(person, message);
    body.textContent = plainText(words);
    if (message.number === 1 && subject) {
      heading.textContent = plainLine(subject, 200);
    }
    if (what !== 'message') fill(kind, h('span', { class: 'chip chip-waiting', text: t(`messages.kind.${what}`) }));
  } catch (error) {
    fill(body, h('p', { class: 'field-error', text: errorText(error) }));
  }
  const name = h('strong', { text: mine ? t('messages.you') : '…' });
  if (!mine) directory.label(message.sender).then((known) => { name.textContent = known; }, () => undefined);
  return h('article', { class: mine ? 'message message-mine' : 'message', 'data-message': message.message },
    h('header', { class: 'message-head' }, name,
      !mine && h('span', { class: 'muted small', text: t(`role.${message.senderRole}`) }), kind,
      isUnread(person, message) && h('span', { class: 'chip chip-good', text: t('messages.isNew') }),
      h('time', { class: 'muted small', text: moment(message.sentAt) })),
    body, files(page, message), mine && readBy(page, message));
}

function files(page, message) {
  if (message.attachments.length === 0) return undefined;
  const { t } = page;
  return h('div', { class: 'actions' }, message.attachments.map((_cid, index) => h('button', {
    type: 'button', class: 'button small', onclick: (event) => openFile(page, message, index + 1, event.currentTarget),
  }, icon('records'), t('messages.file', { number: index + 1 }))));
}

/** A file is shown in place where it can be, sealed off as every document; else it is offered to save. */
async function openFile({ t, person }, message, number, button) {
  button.disabled = true;
  try {
    const [file, { documentView }] = await Promise.all([
      openAttachment(person, message, number), import('../../viewers/document-view.js')]);
    button.disabled = false;
    const title = plainLine(file.fileName ?? '', 120) || t('messages.file', { number });
    const view = h('div', { class: 'clinical' }, documentView({ ...file, title }));
    await openDialog({ title, wide: true, body: view });
  } catch (error) {
    toast(errorText(error), 'problem');
  } finally {
    button.disabled = false;
  }
}

function readBy({ directory }, message) {
  const line = h('p', { class: 'muted small message-read' });
  if (message.readBy.length === 0) {
    line.textContent = text('messages.notRead');
    return line;
  }
  Promise.all(message.readBy.map(({ person }) => directory.label(person))).then((names) => {
    fill(line, icon('check'), text('messages.readBy', {
      names: list(names), time: moment(Math.max(...message.readBy.map(({ at }) => at))) }));
  }, () => undefined);
  return line;
}

/** Senders are told by a signature of the reader's; an answer tells them along. */
function unreadNotice(page, draw) {
  const { t, person, desk, thread, messages, inbox } = page;
  const command = readCommand(person, thread.thread, messages);
  if (command === undefined) return undefined;
  const button = h('button', {
    type: 'button', class: 'button', text: t('messages.markRead'), onclick: async () => {
      button.disabled = true;
      try {
        await desk.submit(person, command);
        await Promise.all([draw(), inbox.refresh()]);
      } catch (error) {
        if (error.code !== 'signature.rejected') toast(errorText(error), 'problem');
        button.disabled = false;
      }
    },
  });
  return h('div', { class: 'card unread-notice' },
    h('p', { text: t('messages.waiting', { count: command.messages.length }) }), button);
}

async function answer(page, draw) {
  const { t, person, thread, directory, drafts } = page;
  const others = thread.participants.filter((id) => id !== person.id);
  const draftName = `messages/${thread.thread}`;
  const words = textField((await drafts.get(draftName))?.text);
  const attached = filesField();
  const names = await Promise.all(others.map(async (id) => ({ id, label: await directory.label(id) })));
  const recipients = others.length > 1 ? recipientsField(names, others) : undefined;
  const progress = h('div');
  const made = form({
    before: h('h2', { text: t('messages.answer') }), fields: [recipients, words, attached].filter(Boolean),
    after: progress, action: t('messages.send'),
    submit: async (values) => {
      const bar = progressBar(t('messages.sending'));
      try {
        await answerThread(page.person, page.desk, {
          patient: thread.patient, thread: thread.thread, recipients: values.recipients ?? others,
          text: values.text.trim(), files: values.files,
        }, page.messages, {
          uploaded: (done, total) => {
            if (!bar.element.isConnected) fill(progress, bar.element);
            bar.set(done, total);
          },
        });
        words.set('');
        attached.clear();
        await drafts.remove(draftName);
        await Promise.all([draw(), page.inbox.refresh()]);
      } finally {
        fill(progress);
      }
    },
  });
  words.input.addEventListener('input', () => drafts.put(draftName, { text: words.value }));
  made.element.classList.add('card');
  return made.element;
}
