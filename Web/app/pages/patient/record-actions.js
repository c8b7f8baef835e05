/** What the patient may do with one record: ask about it, restrict it, erase it or ask for that. */
import { h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { openDialog } from '../../components/dialog.js';
import { toast } from '../../components/toast.js';
import { eraseRecord, requestErasure, restrictRecord } from '../../wallet/privacy.js';
import { errorText, t } from '../../texts/index.js';

const button = (label, onclick, kind = '') => (
  h('button', { type: 'button', class: `button ${kind}`, text: label, onclick }));

/** The buttons for a record's document. `done()` draws anew. */
export function recordActions(page, document) {
  if (document.status === 'erased') return [];
  return [
    !document.selfReported && h('a', {
      class: 'button', href: `#/messages/new?record=${document.record}`, text: t('privacy.ask'),
    }),
    document.category !== 'restricted' && button(
      t(document.restricted ? 'privacy.share' : 'privacy.restrict'), (event) => restrict(page, document, event)),
    document.selfReported
      ? button(t('privacy.erase'), (event) => erase(page, document, event), 'danger')
      : button(t('privacy.requestErasure'), () => request(page, document), 'danger'),
  ].filter(Boolean);
}

async function run({ store, redraw }, event, action, said) {
  const { currentTarget: pressed } = event;
  pressed.disabled = true;
  try {
    await action();
    toast(said);
    await store.refresh();
    await redraw();
  } catch (error) {
    if (error.code !== 'signature.rejected') toast(errorText(error), 'problem');
  } finally {
    pressed.disabled = false;
  }
}

const restrict = (page, document, event) => run(
  page, event, () => restrictRecord(page.person, page.desk, document, !document.restricted),
  t(document.restricted ? 'privacy.shared' : 'privacy.restricted'));

const erase = (page, document, event) => run(page, event, async () => {
  await eraseRecord(page.person, page.desk, document);
  page.store.forget(document.record);
}, t('privacy.erased'));

async function request(page, document) {
  const reason = field({
    name: 'reason', label: t('privacy.reason'), hint: t('privacy.reason.hint'), type: 'textarea', required: false,
    maxlength: 1000, autofocus: true,
  });
  const made = form({
    before: h('p', { text: t('privacy.requestErasure.text') }), fields: [reason], action: t('privacy.requestErasure'),
    kind: 'danger',
    submit: async (values) => {
      await requestErasure(page.person, page.desk, document, values.reason.trim());
      made.element.closest('dialog')?.close();
      toast(t('privacy.requested'));
      page.go('/privacy');
    },
  });
  await openDialog({ title: t('privacy.requestErasure'), body: made.element });
}
