/** Asks a patient for access: what, for how long, how often, what for and why. */
import { h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { toast } from '../../components/toast.js';
import { categoryPicker, durationPicker, purposePicker, readsPicker, rightsPicker } from '../../components/pickers.js';
import { requestAccess } from '../../wallet/access.js';
import { LARGEST_REASON } from '../../wallet/notes.js';
import { typedIdentity } from '../../crypto/identity.js';
import { fail } from '../../crypto/errors.js';

/** Who a patient is goes with everything: name and date of birth stand above the chart, and before every write. */
const USUAL = {
  physician: ['demographics', 'clinical', 'medication', 'laboratory', 'imaging'],
  nurse: ['demographics', 'clinical', 'medication'], radiologist: ['demographics', 'imaging'],
  laboratoryTechnician: ['demographics', 'laboratory'], pharmacist: ['demographics', 'medication'],
  hospitalManager: ['demographics'], insurer: ['demographics', 'clinical'],
};
const RIGHTS = {
  physician: ['read', 'contribute'], nurse: ['read', 'contribute'], radiologist: ['read', 'contribute'],
  laboratoryTechnician: ['contribute'], pharmacist: ['read', 'dispense'], hospitalManager: ['read'], insurer: ['read'],
};

export function render(context) {
  const { root, t, params, person, patient } = context;
  const id = typedIdentity(params.patient) ?? fail('identity.unknown');
  patient(id);
  const made = form({
    before: h('p', { text: t('ask.text') }),
    fields: [
      categoryPicker({ chosen: USUAL[person.role] }), rightsPicker({ chosen: RIGHTS[person.role] }),
      purposePicker({ value: person.role === 'insurer' ? 'HPAYMT' : 'TREAT' }), durationPicker({}), readsPicker({}),
      field({
        name: 'reason', label: t('ask.reason'), hint: t('ask.reason.hint'), type: 'textarea', required: false,
        maxlength: LARGEST_REASON / 4,
      }),
      field({
        name: 'forOrganisation', type: 'checkbox', label: t('ask.forOrganisation'), required: false,
        hint: t('ask.forOrganisation.hint'),
      }),
    ],
    action: t('ask.action'), submit: (values) => send(context, id, values),
  });
  made.element.classList.add('card');
  root.append(h('h1', { text: t('ask.title') }), made.element);
}

async function send({ t, person, desk, go }, patient, values) {
  await requestAccess(person, desk, {
    patient, scope: { categories: values.categories }, rights: values.rights, purpose: values.purpose,
    duration: values.duration, reads: values.reads, forOrganisation: values.forOrganisation,
    reason: values.reason.trim(),
  });
  toast(t('ask.sent'));
  go('/my-requests');
}
