/** A hospital's claim: for a patient whose details it has, to an insurer, under the access that the patient gave. */
import { h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { empty } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { isEntityId, readableIdentity } from '../../crypto/identity.js';
import { dayText } from '../../models/locale.js';
import { AMOUNT, CURRENCIES, submitClaim } from '../../wallet/claims.js';
import { openDetails } from '../../wallet/organisation.js';

export async function render(context) {
  const { root, t, client, person, desk, go, query, signal } = context;
  root.append(h('h1', { text: t('claims.submit') }));
  const shared = await client.all('/v1/me/shared-patients', { signal });
  const insurers = (await client.all('/v1/organisations', { signal })).filter((one) => (
    one.kind === 'insurer' && one.status === 'admitted' && one.key));
  if (shared.length === 0) {
    root.append(empty(t('claims.noPatients'), { hint: t('claims.noPatients.hint') }));
    return;
  }
  if (insurers.length === 0) {
    root.append(empty(t('claims.noInsurers')));
    return;
  }
  const names = await Promise.all(shared.map((one) => openDetails(person, one).catch(() => ({}))));
  const made = form({
    before: h('p', { text: t('claims.submit.text') }),
    fields: [
      field({
        name: 'patient', label: t('banner.label'), type: 'select', value: query.get('patient') ?? undefined,
        options: shared.map(({ patient }, index) => ({
          value: patient,
          label: [names[index].name, dayText(names[index].birthDate), readableIdentity(patient)]
            .filter(Boolean).join(', '),
        })),
      }),
      field({
        name: 'insurer', label: t('claims.insurer'), type: 'select',
        options: insurers.map(({ id, name }) => ({ value: id, label: name })),
      }),
      field({ name: 'description', label: t('claims.what'), type: 'textarea', maxlength: 2_000 }),
      field({
        name: 'amount', label: t('claims.amount'), hint: t('claims.amount.hint'), inputmode: 'decimal',
        autocomplete: 'off', check: (text) => (AMOUNT.test(plain(text)) ? undefined : t('claims.amount.wrong')),
      }),
      field({
        name: 'currency', label: t('claims.currency'), type: 'select',
        options: CURRENCIES.map((value) => ({ value, label: value })),
      }),
      field({
        name: 'grant', label: t('claims.grant'), hint: t('claims.grant.hint'), autocomplete: 'off',
        spellcheck: 'false', check: (text) => (isEntityId(text.trim()) ? undefined : t('claims.grant.wrong')),
      }),
    ],
    action: t('claims.submit.action'),
    submit: async (values) => {
      const claim = await submitClaim(person, desk, {
        patient: values.patient, insurer: values.insurer, grant: values.grant.trim(),
        text: { description: values.description.trim(), amount: plain(values.amount), currency: values.currency },
      });
      toast(t('claims.submitted.done'));
      go(`/insurance/claim/${claim}`);
    },
  });
  made.element.classList.add('card');
  root.append(made.element);
}

/** A decimal comma is one, too. */
const plain = (text) => text.trim().replace(',', '.');
