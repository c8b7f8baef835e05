/** A claim of the patient's own: to which insurer, what for, how much, and the records that show it. */
import { h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { durationPicker } from '../../components/pickers.js';
import { recordPicker } from '../../components/record-picker.js';
import { empty } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { AMOUNT, claimWithRecords, CURRENCIES } from '../../wallet/claims.js';
import { ownEntries } from '../chart/chart-store.js';

const DAY = 86_400_000;
const DRAFT = 'claims/new';

export async function render(context) {
  const { root, t, person, directory, drafts, desk, go, signal } = context;
  root.append(h('h1', { text: t('claims.submit') }));
  const insurers = (await directory.organisations())
    .filter((one) => one.kind === 'insurer' && one.status !== 'suspended' && one.key);
  if (insurers.length === 0) {
    root.append(empty(t('claims.noInsurers')));
    return;
  }
  const draft = await drafts.get(DRAFT) ?? {};
  const fields = {
    insurer: field({
      name: 'insurer', label: t('claims.insurer'), type: 'select', value: draft.insurer,
      options: insurers.map((one) => ({ value: one.id, label: one.name })),
    }),
    description: field({
      name: 'description', label: t('claims.what'), type: 'textarea', maxlength: 2000, value: draft.description,
    }),
    amount: field({
      name: 'amount', label: t('claims.amount'), hint: t('claims.amount.hint'), inputmode: 'decimal', maxlength: 17,
      value: draft.amount, check: (text) => (AMOUNT.test(text.trim()) ? undefined : t('claims.amount.wrong')),
    }),
    currency: field({
      name: 'currency', label: t('claims.currency'), type: 'select', value: draft.currency,
      options: CURRENCIES.map((value) => ({ value, label: value })),
    }),
    records: recordPicker({
      load: () => ownEntries(context), legend: t('myClaims.records'), chosen: draft.records, signal,
    }),
    duration: durationPicker({ milliseconds: 90 * DAY, legend: t('myClaims.duration') }),
  };
  const made = form({
    before: h('p', { text: t('myClaims.text') }), fields: Object.values(fields), action: t('claims.submit.action'),
    submit: async ({ insurer, description, amount, currency, records, duration }) => {
      await claimWithRecords(person, desk, {
        insurer, records, until: Date.now() + duration,
        text: { description: description.trim(), amount: amount.trim(), currency },
      });
      await drafts.remove(DRAFT);
      toast(t('claims.submitted.done'));
      go('/claims');
    },
  });
  made.element.classList.add('card');
  made.element.addEventListener('input', () => drafts.put(DRAFT, made.values()));
  root.append(made.element);
  fields.records.start();
}
