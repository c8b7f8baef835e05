/** A new conversation about a patient: to whom, what about, the text, files. */
import { fill, h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { empty, problem, progressBar } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { useStyle } from '../../components/style.js';
import { KINDS, recipientsAbout, sendMessage } from '../../wallet/messages.js';
import { grantsToMe } from '../../wallet/records.js';
import { filesField, recipientsField, textField } from './compose.js';

const DRAFT = 'messages/new';

export async function render(context) {
  const { root, t, person, query } = context;
  await useStyle('messages');
  const place = h('div');
  root.append(h('h1', { text: t('messages.new') }));
  const wanted = query.get('patient') ?? (person.isPatient ? person.id : undefined);
  if (wanted) {
    root.append(place);
    await compose(context, place, wanted);
    return;
  }
  const patients = await patientField(context);
  if (patients === undefined) {
    root.append(empty(t('messages.noPatients'), { hint: t('messages.noPatients.hint') }));
    return;
  }
  root.append(h('div', { class: 'card' }, patients.element), place);
  const change = () => patients.value && compose(context, place, patients.value);
  patients.input.addEventListener('change', change);
  change();
}

/** The patients whom somebody of staff may write about. */
async function patientField({ t, person, directory }) {
  const ids = [...new Set((await grantsToMe(person)).map(({ patient }) => patient))];
  if (ids.length === 0) return undefined;
  const options = await Promise.all(ids.map(async (value) => ({ value, label: await directory.label(value) })));
  return field({
    name: 'patient', label: t('messages.about'), type: 'select',
    options: [{ value: '', label: t('messages.about.choose') }, ...options], value: ids.length === 1 ? ids[0] : '',
  });
}

async function compose(context, place, patient) {
  const { t, person, client, query, drafts, signal } = context;
  if (!person.isPatient) context.patient(patient);
  const about = query.get('record') ?? undefined;
  try {
    const record = about && await client.get(`/v1/patients/${patient}/records/${about}`, { signal });
    const [people, draft] = await Promise.all([namesOf(context, patient, record), drafts.get(DRAFT)]);
    if (signal.aborted) return;
    if (people.length === 0) {
      const action = person.isPatient && h('a', {
        class: 'button', href: '#/access/new', text: t('messages.nobody.give') });
      fill(place, empty(t('messages.nobody'), { hint: t('messages.nobody.hint'), action }));
      return;
    }
    fill(place, message(context, { patient, record, people, draft: draft?.patient === patient ? draft : undefined }));
  } catch (error) {
    if (!signal.aborted) fill(place, problem(error, () => compose(context, place, patient)));
  }
}

async function namesOf({ t, person, directory }, patient, record) {
  const ids = await recipientsAbout(person, patient, record);
  return Promise.all(ids.map(async (id) => {
    const role = (await directory.identity(id))?.role;
    const hint = id === record?.author ? t('messages.to.author') : undefined;
    if (id === patient) return { id, label: await directory.label(id), hint: t('messages.to.patient') };
    return { id, label: await directory.label(id), hint: hint ?? (role ? t(`role.${role}`) : undefined) };
  }));
}

function message(context, { patient, record, people, draft }) {
  const { t, person, query, drafts } = context;
  const preset = query.get('to')?.split(',') ?? (record && !record.selfReported ? [record.author] : undefined);
  const chosen = preset ?? draft?.recipients ?? (people.length === 1 ? [people[0].id] : []);
  const recipients = recipientsField(people, chosen);
  const kind = !person.isPatient && field({
    name: 'kind', label: t('messages.kind'), type: 'select',
    value: query.get('kind') ?? (record ? 'question' : 'message'),
    options: KINDS.map((value) => ({ value, label: t(`messages.kind.${value}`) })),
  });
  const subject = field({
    name: 'subject', label: t('messages.subject'), required: false, maxlength: 200, value: draft?.subject,
  });
  const text = textField(draft?.text);
  const files = filesField();
  const progress = h('div');
  const made = form({
    before: record && h('p', { class: 'muted', text: t('messages.aboutRecord', {
      category: t(`category.${record.category}`) }) }),
    fields: [recipients, kind, subject, text, files].filter(Boolean), after: progress, action: t('messages.send'),
    submit: async (values) => {
      await send(context, { ...values, patient, record: record?.record }, progress);
      await drafts.remove(DRAFT);
    },
  });
  made.element.classList.add('card');
  made.element.addEventListener('input', () => {
    drafts.put(DRAFT, { patient, recipients: recipients.value ?? [], subject: subject.value, text: text.value });
  });
  return made.element;
}

async function send({ t, person, desk, go, signal }, values, progress) {
  const bar = progressBar(t('messages.sending'));
  try {
    const thread = await sendMessage(person, desk, {
      patient: values.patient, record: values.record, recipients: values.recipients, kind: values.kind,
      subject: values.subject.trim() || undefined, text: values.text.trim(), files: values.files,
    }, {
      signal,
      uploaded: (done, total) => {
        if (!bar.element.isConnected) fill(progress, bar.element);
        bar.set(done, total);
      },
    });
    toast(t('messages.sent'));
    go(`/messages/${thread}`);
  } finally {
    fill(progress);
  }
}
