/** Gives a patient who gave access an appointment, at any free time. */
import { fill, h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { empty } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { CodedError } from '../../crypto/errors.js';
import { readableIdentity } from '../../crypto/identity.js';
import { dayCode, momentOf, startOfDay } from '../../models/clock.js';
import { grantsToMe } from '../../wallet/records.js';
import { bookAppointment } from '../../wallet/practice.js';
import { namesButton } from './names.js';

const MINUTE = 60_000;

export async function render(context) {
  const { root, t, query, person, directory } = context;
  const grants = await grantsToMe(person);
  const patients = [...new Set(grants.map((grant) => grant.patient))];
  root.append(h('h1', { text: t('book.title') }));
  if (patients.length === 0) {
    root.append(empty(t('book.nobody'), { action: h('a', { class: 'button', href: '#/find', text: t('nav.find') }) }));
    return;
  }
  const label = (id) => {
    const known = directory.patient(id) ?? {};
    return [known.name, known.birthDate, readableIdentity(id)].filter(Boolean).join(', ');
  };
  const who = field({
    name: 'patient', type: 'select', label: t('banner.label'), value: query.get('patient') ?? patients[0],
    options: patients.map((id) => ({ value: id, label: label(id) })),
  });
  const made = form({
    fields: [
      who,
      field({
        name: 'day', type: 'date', label: t('offer.day'), value: dayCode(startOfDay(Date.now(), 1)),
        min: dayCode(Date.now()),
      }),
      field({ name: 'from', type: 'time', label: t('offer.from'), value: '09:00', step: 300 }),
      field({
        name: 'minutes', type: 'select', label: t('book.length'), value: '30',
        options: [10, 15, 20, 30, 45, 60, 90].map((minutes) => ({
          value: String(minutes), label: t('offer.minutes', { count: minutes }) })),
      }),
      field({
        name: 'note', type: 'textarea', label: t('book.note'), hint: t('appointment.note.hint'), required: false,
        maxlength: 1_000,
      }),
    ],
    action: t('book.action'), submit: (values) => book(context, values),
    secondary: h('a', { class: 'button', href: '#/calendar', text: t('action.cancel') }),
  });
  made.element.classList.add('card');
  const names = h('div');
  // What was filled in stays: the names appear in the list and above.
  const named = () => {
    fill(names, namesButton(context, patients, grants, named));
    for (const option of who.input.options) option.textContent = label(option.value);
    context.patient(who.value);
  };
  root.append(names, made.element);
  who.input.addEventListener('change', () => context.patient(who.value));
  named();
}

async function book({ t, person, desk, go }, { patient, day, from, minutes, note }) {
  const begin = momentOf(day, from);
  if (begin === undefined || begin <= Date.now()) throw new CodedError('appointment.period', { field: 'day' });
  const until = begin + Number(minutes) * MINUTE;
  await bookAppointment(person, desk, { patient, from: begin, until, note });
  toast(t('book.done'));
  go(`/calendar?week=${day}`);
}
