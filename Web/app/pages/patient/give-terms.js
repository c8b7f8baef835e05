/** Gives access without being asked: what, how, what for, how long, how often; and what would then be seen. */
import { h } from '../../components/dom.js';
import { personBadge } from '../../components/badges.js';
import { field, form } from '../../components/form.js';
import {
  CATEGORIES, categoryPicker, durationPicker, purposePicker, readsPicker, rightsPicker,
} from '../../components/pickers.js';
import { recordPicker } from '../../components/record-picker.js';
import { toast } from '../../components/toast.js';
import { fail } from '../../crypto/errors.js';
import { grantAccess } from '../../wallet/access.js';
import { ownEntries } from '../chart/chart-store.js';

/** What somebody usually needs; the patient decides. */
const USUAL = {
  pharmacist: { categories: ['medication'], rights: ['read', 'dispense'] },
  laboratoryTechnician: { categories: ['laboratory'], rights: ['contribute'] },
  radiologist: { categories: ['imaging'], rights: ['read', 'contribute'] },
};
const DEFAULT = { categories: ['clinical', 'medication', 'laboratory', 'imaging'], rights: ['read', 'contribute'] };

export async function render(context) {
  const { root, t, params, query, person, desk, directory, go, signal } = context;
  const { grantee } = params;
  const organisation = await directory.organisation(grantee);
  const role = organisation ? undefined : (await directory.identity(grantee))?.role ?? fail('notFound');
  const pays = role === 'insurer' || organisation?.kind === 'insurer';
  const usual = USUAL[role] ?? DEFAULT;
  // As they were chosen when what would be seen was looked at.
  const again = query.get('categories')?.split(',').filter((one) => CATEGORIES.includes(one));
  const kind = field({
    name: 'kind', label: t('give.what'), type: 'select', value: pays && !again ? 'records' : 'categories',
    options: ['categories', 'records'].map((value) => ({ value, label: t(`give.what.${value}`) })),
  });
  const categories = categoryPicker({ chosen: again ?? usual.categories, hint: t('request.safety') });
  const records = recordPicker({ load: () => ownEntries(context), legend: t('give.what.records'), signal });
  const preview = h('a', { class: 'button', text: t('request.preview') });
  const toggle = () => {
    const single = kind.value === 'records';
    categories.element.hidden = single;
    records.element.hidden = !single;
    categories.required = !single;
    records.required = single;
    if (single) records.start();
    const chosen = single ? { records: records.value ?? [] } : { categories: categories.value ?? [] };
    preview.href = `#/record/preview?${new URLSearchParams([
      ...Object.entries(chosen).map(([name, ids]) => [name, ids.join()]), ['from', `/access/new/${grantee}`]])}`;
  };
  const made = form({
    fields: [
      kind, categories, records, rightsPicker({ chosen: pays ? ['read'] : usual.rights }),
      purposePicker({ value: pays ? 'HPAYMT' : 'TREAT' }), durationPicker({}), readsPicker({}),
    ],
    after: h('p', {}, preview), action: t('request.grant'),
    submit: async (values) => {
      const now = Date.now();
      await grantAccess(person, desk, {
        grantee, rights: values.rights, purpose: values.purpose, from: now, until: now + values.duration,
        reads: values.reads,
        scope: values.kind === 'records' ? { records: values.records } : { categories: values.categories },
      });
      toast(t('request.granted'));
      go('/access');
    },
  });
  made.element.classList.add('card');
  made.element.addEventListener('change', toggle);
  toggle();
  root.append(h('h1', { text: t('give.title') }), h('p', {}, t('give.to'), ' ', personBadge(directory, grantee)),
    made.element);
}
