/**
 * Whose record it is, where the record does not say so yet: a registration that was interrupted, or made where no name
 * was asked for. A guardian writes it for the child.
 */
import { h } from '../../components/dom.js';
import { openDialog } from '../../components/dialog.js';
import { field, form } from '../../components/form.js';
import { toast } from '../../components/toast.js';
import { NAME } from '../../session/represented.js';
import { patientResource } from '../../session/sign-up.js';
import { hasCompartments } from '../../wallet/compartments.js';
import { addRecord, writingContext } from '../../wallet/records.js';
import { birthDateField } from '../shared/sign-up.js';

/** A card with the way to write it; nothing where it is written, or where this person may not. */
export async function whoCard(context) {
  const { t, client, person, signal } = context;
  // What the patient's record says is sealed to the patient: guardians open it, other representatives do not write it.
  if (!person.may('guardian') || (!person.actor && !await hasCompartments(person))) return undefined;
  const { items } = await client.page(`/v1/patients/${person.id}/records`, {
    query: { category: 'demographics' }, limit: 50, signal });
  if (items.some(({ status }) => status === 'current')) return undefined;
  const card = h('section', { class: 'card', 'data-part': 'who' },
    h('h2', { text: t(person.actor ? 'who.title.child' : 'who.title') }),
    h('p', { text: t(person.actor ? 'who.text.child' : 'who.text') }),
    h('div', { class: 'actions' }, h('button', {
      type: 'button', class: 'button primary', text: t('who.write'), 'data-action': 'who',
      // Above every page stands for whom one acts: by the name, from here on.
      onclick: () => ask(context, () => (person.actor ? context.go('/home') : card.remove())),
    })));
  return card;
}

async function ask(context, written) {
  const { t, person } = context;
  const made = form({
    fields: [
      field({ name: 'name', label: t('who.name'), autocomplete: person.actor ? 'off' : 'name', maxlength: 200,
        autofocus: true }),
      birthDateField(t, person.actor ? { autocomplete: 'off' } : {}),
    ],
    action: t('who.write'),
    submit: async (values) => {
      await write(context, { name: values.name.trim(), birthDate: values.birthDate });
      made.element.closest('dialog').close();
      toast(t('who.written'));
      written();
    },
  });
  await openDialog({ title: t(person.actor ? 'who.title.child' : 'who.title'), body: made.element });
}

async function write({ person, desk, directory, drafts }, about) {
  await addRecord(person, desk, await writingContext(person, person.id), patientResource(about));
  if (!person.actor) return;
  directory.notePatient(person.id, about);
  await drafts.put(NAME, about);
}
