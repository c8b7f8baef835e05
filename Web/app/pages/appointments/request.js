/** A physician's free times, the reason, and what they may see for the visit. */
import { fill, h } from '../../components/dom.js';
import { personBadge } from '../../components/badges.js';
import { field, form } from '../../components/form.js';
import { categoryPicker, durationPicker, readsPicker, rightsPicker } from '../../components/pickers.js';
import { toast } from '../../components/toast.js';
import { useStyle } from '../../components/style.js';
import { requestAppointment } from '../../wallet/appointments.js';
import { slotPicker } from './slots.js';

const DRAFT = 'appointments/new';
const DAY = 86_400_000;
const USUAL = ['clinical', 'medication', 'laboratory', 'imaging'];
/** The longest that access goes on after a visit. */
const LONGEST = 90 * DAY;

export async function render(context) {
  const { root, t, params, person, drafts, directory } = context;
  await useStyle('appointments');
  const { physician } = params;
  const kept = await drafts.get(DRAFT);
  const draft = kept?.physician === physician ? kept : undefined;
  const slots = slotPicker({ ...context, physician });
  const reason = field({
    name: 'reason', label: t('appointments.reason'), hint: t('appointments.sealed'), type: 'textarea',
    required: false, maxlength: 1000, value: draft?.reason,
  });
  const access = accessFields(context, draft);
  const made = form({
    // Who arranges for a patient, and no more, gives nobody access.
    fields: person.may('consent') ? [slots, reason, access.share, access.place, ...access.fields] : [slots, reason],
    action: t('appointments.ask'),
    submit: async (values) => {
      try {
        await send(context, physician, values);
        await drafts.remove(DRAFT);
      } catch (error) {
        // Somebody was quicker: what is free now is shown, and everything else stays.
        if (error.code === 'appointment.slot') slots.reload();
        throw error;
      }
    },
  });
  // They stand together in their place, and are fields of the form all the same.
  access.shown.prepend(...access.fields.map((one) => one.element));
  fill(access.place, access.shown);
  made.element.classList.add('card');
  made.element.addEventListener('change', () => drafts.put(DRAFT, {
    physician, reason: reason.value, share: access.share.value, categories: access.categories.value,
  }));
  root.append(h('h1', { text: t('appointments.new') }),
    h('p', {}, t('appointments.with'), ': ', personBadge(directory, physician)), made.element);
}

/** What the physician may see: nothing, unless the patient says so. */
function accessFields({ t }, draft) {
  const share = field({
    name: 'share', type: 'checkbox', label: t('appointments.share'), hint: t('appointments.share.hint'),
    required: false, value: draft?.share,
  });
  const categories = categoryPicker({ chosen: draft?.categories ?? USUAL, hint: t('appointments.safety') });
  const rights = rightsPicker({ chosen: ['read', 'contribute'], options: ['list', 'read', 'contribute'] });
  const after = durationPicker({ milliseconds: DAY, name: 'after', legend: t('appointments.after') });
  const reads = readsPicker({});
  const fields = [categories, rights, after, reads];
  const preview = h('a', { class: 'button', text: t('appointments.preview') });
  const point = () => {
    preview.href = `#/record/preview?categories=${(categories.value ?? []).join()}`;
  };
  for (const input of categories.inputs) input.addEventListener('change', point);
  point();
  const shown = h('div', { class: 'form' }, h('p', {}, preview));
  const place = h('div');
  const toggle = () => {
    shown.hidden = !share.value;
    for (const one of fields) one.required = share.value && one !== reads;
  };
  share.input.addEventListener('change', toggle);
  toggle();
  after.check = (value) => (!share.value || value <= LONGEST ? undefined : t('appointments.after.longest'));
  return { share, categories, fields, place, shown };
}

async function send({ t, person, desk, go }, physician, values) {
  const { slot, share, reason } = values;
  const access = share && {
    scope: { categories: values.categories }, rights: values.rights, purpose: 'TREAT', reads: values.reads,
    after: values.after,
  };
  await requestAppointment(person, desk, { physician, ...slot, reason: reason.trim(), access });
  toast(t('appointments.asked'));
  go('/appointments');
}
