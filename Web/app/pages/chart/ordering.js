/** Ordering: who is to do it, as the form asks for it, and the order placed with them. */
import { h } from '../../components/dom.js';
import { field } from '../../components/form.js';
import { PERFORMERS, placeOrder } from '../../wallet/orders.js';
import { writingContext } from '../../wallet/records.js';
import { recordOfResource, unfinished } from './writing.js';

/** Organisations that may be asked, with a key to seal to. */
const performersOf = (organisations, kind) => organisations.filter((one) => (
  one.status === 'admitted' && one.key !== undefined && PERFORMERS[kind].includes(one.kind)));

/**
 * A field that asks who is to do it, for the kind that the form names: `{element, value, draw(kind), fail}`. `value`:
 * an organisation's id; `''` to note it in the record alone; undefined while nothing was chosen.
 */
export async function performerField({ t, directory }) {
  const organisations = await directory.organisations();
  const element = h('div', { class: 'field-wide' });
  let chosen;
  return {
    element,
    get value() {
      return chosen ? chosen.value || undefined : '';
    },
    draw(kind) {
      if (chosen?.kind === kind) return;
      if (!PERFORMERS[kind]) {
        chosen = undefined;
        element.replaceChildren();
        return;
      }
      const found = performersOf(organisations, kind)
        .sort((a, b) => a.name.localeCompare(b.name));
      chosen = field({
        name: 'performer', type: 'select', label: t('order.form.performer'), hint: t('order.form.performer.hint'),
        options: [{ value: '', label: t('entry.choose') }, ...found.map((one) => ({ value: one.id, label: one.name }))],
      });
      chosen.kind = kind;
      element.replaceChildren(chosen.element);
      if (found.length === 0) chosen.fail(t('order.form.performer.none'));
    },
    fail(text) {
      chosen.fail(text);
      chosen.input.focus();
    },
  };
}

/** Seals what is ordered and places it. Answers the order's id, which is the record's. */
export async function order(page, resource, { values, performer, now }) {
  const { person, desk, patient, store } = page;
  const record = recordOfResource(resource, 'clinical');
  await unfinished(page, 'order').known();
  const id = await placeOrder(person, desk, await writingContext(person, patient), record, {
    performer, kind: values.orderKind, priority: values.priority,
    ...unfinished(page, 'order').once(resource, now),
  });
  // What an earlier attempt wrote says what it said then.
  if (!store.opened.get(id)?.content) await store.keepWritten(id, record);
  await store.refresh();
  return id;
}
