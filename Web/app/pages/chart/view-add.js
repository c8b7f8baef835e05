/** Structured entry: choose what to write, fill it in, see the check where there is one, sign. Also corrections. */
import { fill, h } from '../../components/dom.js';
import { toast } from '../../components/toast.js';
import { problem } from '../../components/states.js';
import { entryForm, formsFor } from '../../models/entry-forms.js';
import { buildEntry } from '../../models/entry-build.js';
import { nowInstant } from '../../models/fhir-building.js';
import { categoryOf } from '../../models/clinical-category.js';
import { summarise } from '../../models/fhir-summary.js';
import { valuesOf } from '../../models/entry-read.js';
import { EntryForm } from '../../viewers/entry-form.js';
import { order, performerField } from './ordering.js';
import { identify, issue, reviewed } from './prescribing.js';
import { consentCategory } from '../../wallet/records.js';
import { mayWrite, recordOfResource, unfinished, write } from './writing.js';
import { uploadPanel } from './upload.js';

/** A form that somebody fills in is not drawn anew under their hands. */
export const isForm = true;

/** The role as the forms name it. */
const formRole = ({ person, own }) =>
  own ? 'patient' : ({ laboratoryTechnician: 'technician' }[person.role] ?? person.role);

export async function draw(page, chart) {
  const { body, params, route } = page;
  if (body.querySelector('form.entry-form')) return;
  const amended = route.view === 'amend' ? chart.byId.get(params.record) : undefined;
  const id = amended ? valuesOf(amended)?.form : params.form;
  const form = id && entryForm(id);
  if (form) await drawForm(page, chart, form, amended);
  else if (amended && amended.isOpen) fill(body, h('p', { class: 'notice', text: page.t('records.amend.notHere') }));
  else if (!amended) drawChoice(page);
}

function drawChoice(page) {
  const { body, t, base } = page;
  const forms = formsFor(formRole(page)).filter((form) => mayWrite(page, form.category));
  fill(
    body,
    forms.length > 0
      ? h(
          'section',
          { class: 'card' },
          h('h2', { text: t('records.add') }),
          h(
            'ul',
            { class: 'form-choice' },
            forms.map((form) =>
              h('li', {}, h('a', { class: 'button', href: `#${base}/add/${form.id}`, text: t(`form.${form.id}`) })),
            ),
          ),
        )
      : h('p', { class: 'notice', text: t('records.add.notAllowed') }),
    uploadPanel(page),
  );
}

async function drawForm(page, chart, form, amended) {
  const { body, t, drafts, base } = page;
  const name = `entry ${page.patient} ${amended?.id ?? form.id}`;
  const kept = await drafts.get(name).catch(() => undefined);
  const check = h('div', { class: 'check-place' });
  const performer = form.id === 'order' && !amended ? await performerField(page) : undefined;
  let keeping;
  const entry = new EntryForm(form, {
    values: kept ?? (amended && valuesOf(amended).values),
    onChange: (values) => {
      clearTimeout(keeping);
      keeping = setTimeout(() => drafts.put(name, values).catch(() => undefined), 300);
      performer?.draw(values.orderKind);
    },
    onCancel: async () => {
      clearTimeout(keeping);
      try {
        if (!amended && !await unfinished(page, form.id).discard(page)) return;
      } catch (error) {
        if (error.code !== 'signature.rejected') entry.notices.replaceChildren(problem(error));
        return;
      }
      await drafts.remove(name).catch(() => undefined);
      page.go(amended ? `${base}/item/${amended.id}` : `${base}/add`);
    },
    onSubmit: async (values) => {
      clearTimeout(keeping);
      await submit(page, {
        form,
        values,
        amended,
        check,
        entry,
        performer,
        done: () => drafts.remove(name).catch(() => undefined),
      });
    },
  });
  performer?.draw(entry.values.orderKind);
  entry.notices.before(...[performer?.element, check].filter(Boolean));
  fill(
    body,
    h(
      'section',
      { class: 'card' },
      h('h2', { text: t(`form.${form.id}`) }),
      amended && h('p', { class: 'notice', text: t('records.amend.text') }),
      kept && h('p', { class: 'quiet', text: t('records.draft') }),
      entry.element,
    ),
  );
}

function contextOf({ person, patient, own, store }) {
  return {
    patient,
    author: { id: person.id, name: person.name ?? '' },
    selfReported: own || Boolean(person.actor),
    now: nowInstant(),
    encounter: store.visit?.fullUrl,
  };
}

async function submit(page, work) {
  const { t } = page;
  const { form, amended, entry, done } = work;
  const button = entry.element.querySelector('[type=submit]');
  button.disabled = true;
  try {
    const context = contextOf(page);
    const sent = await send(page, { ...work, context }, buildEntry(form, work.values, context));
    if (sent === undefined) return;
    await done();
    toast(t(amended ? 'records.amended' : 'records.added', { title: sent.title }));
    page.go(sent.address);
  } catch (error) {
    if (error.code !== 'signature.rejected') entry.notices.replaceChildren(problem(error));
  } finally {
    button.disabled = false;
  }
}

/** Writes what the form says: `{title, address}` of what was written; undefined while something is to be answered. */
async function send(page, { form, values, amended, check, performer, context }, resources) {
  const { now } = context;
  const { t, base } = page;
  const [first] = resources;
  const title = summarise(first).title;
  if (form.safetyCheck) {
    const draft = await reviewed(page, first, check, context);
    return draft && { title, address: `${base}/item/${await issue(page, draft, { values, now })}` };
  }
  if (performer && performer.value === undefined) {
    performer.fail(t('form.required'));
    return undefined;
  }
  if (!page.own && !page.person.actor) await identify(page);
  if (performer && performer.value !== '') {
    return { title, address: `/orders/${await order(page, first, { values, performer: performer.value, now })}` };
  }
  // A correction stays where consent counts the record to: what the patient restricted stays restricted.
  const stays = amended && consentCategory(amended.document);
  const records = resources.map((resource) => recordOfResource(resource, stays ?? categoryOf(resource)));
  const [id] = await write(page, records, { amends: amended?.id });
  return { title, address: `${base}/item/${id}` };
}
