/** Another time instead: the physician has to confirm it again. */
import { h } from '../../components/dom.js';
import { personBadge } from '../../components/badges.js';
import { field, form } from '../../components/form.js';
import { toast } from '../../components/toast.js';
import { useStyle } from '../../components/style.js';
import { moveAppointment } from '../../wallet/appointments.js';
import { slotPicker, span } from './slots.js';

export async function render(context) {
  const { root, t, client, params, person, desk, directory, go, signal } = context;
  await useStyle('appointments');
  const appointment = await client.get(`/v1/appointments/${params.appointment}`, { signal });
  const slots = slotPicker({ ...context, physician: appointment.physician, not: appointment.from });
  const reason = field({
    name: 'reason', label: t('appointments.move.reason'), hint: t('appointments.sealed'), type: 'textarea',
    required: false, maxlength: 1000,
  });
  const made = form({
    before: [
      h('p', {}, t('appointments.with'), ': ', personBadge(directory, appointment.physician)),
      h('p', { text: t('appointments.move.text', { time: span(appointment) }) }),
    ],
    fields: [slots, reason], action: t('appointments.move'),
    submit: async (values) => {
      try {
        await moveAppointment(person, desk, appointment, { ...values.slot, reason: values.reason.trim() });
      } catch (error) {
        if (error.code === 'appointment.slot') slots.reload();
        throw error;
      }
      toast(t('appointments.moved'));
      go('/appointments');
    },
  });
  made.element.classList.add('card');
  root.append(h('h1', { text: t('appointments.move') }), made.element);
}
