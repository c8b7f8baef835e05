/** Structured entry: choose what to write, fill it in, see the check where there is one, sign. Also corrections. */
import { fill, h } from '../../components/dom.js';
import { toast } from '../../components/toast.js';
import { problem } from '../../components/states.js';
import { entryForm, formsFor } from '../../models/entry-forms.js';
import { buildEntry } from '../../models/entry-build.js';
import { nowInstant } from '../../models/fhir-building.js';
import { categoryOf } from '../../models/clinical-category.js';
import { valuesOf } from '../../models/entry-read.js';
import { loadInteractions, loadPickList } from '../../models/pick-lists.js';
import { PrescribingCheck } from '../../models/prescribing-check.js';
import { currentOf } from '../../models/chart.js';
import { EntryForm } from '../../viewers/entry-form.js';
import { safetyCheckView } from '../../viewers/safety-check-view.js';
import { mayWrite, recordOfResource, write } from './writing.js';
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
  const check = h('div');
  let keeping;
  const entry = new EntryForm(form, {
    values: kept ?? (amended && valuesOf(amended).values),
    onChange: (values) => {
      clearTimeout(keeping);
      keeping = setTimeout(() => drafts.put(name, values).catch(() => undefined), 800);
    },
    onCancel: async () => {
      clearTimeout(keeping);
      await drafts.remove(name).catch(() => undefined);
      page.go(amended ? `${base}/item/${amended.id}` : `${base}/add`);
    },
    onSubmit: async (values) => {
      clearTimeout(keeping);
      await submit(page, chart, {
        form,
        values,
        amended,
        check,
        entry,
        done: () => drafts.remove(name).catch(() => undefined),
      });
    },
  });
  fill(
    body,
    h(
      'section',
      { class: 'card' },
      h('h2', { text: t(`form.${form.id}`) }),
      amended && h('p', { class: 'notice', text: t('records.amend.text') }),
      kept && h('p', { class: 'quiet', text: t('records.draft') }),
      entry.element,
      check,
    ),
  );
}

function contextOf({ person, patient, own }) {
  return {
    patient,
    author: { id: person.id, name: person.name ?? '' },
    selfReported: own,
    now: nowInstant(),
  };
}

async function submit(page, chart, { form, values, amended, check, entry, done }) {
  const { t, base } = page;
  const resources = buildEntry(form, values, contextOf(page));
  if (form.safetyCheck && !(await passesCheck(page, chart, resources[0], check))) return;
  const button = entry.element.querySelector('[type=submit]');
  button.disabled = true;
  try {
    const records = resources.map((resource) => recordOfResource(resource, amended?.category ?? categoryOf(resource)));
    const [first] = await write(page, records, { amends: amended?.id });
    await done();
    toast(t(amended ? 'records.amended' : 'records.added', { title: records[0].metadata.title }));
    page.go(`${base}/item/${first}`);
  } catch (error) {
    if (error.code !== 'signature.rejected') entry.notices.replaceChildren(problem(error));
  } finally {
    button.disabled = false;
  }
}

/** Shows what the check found; a finding has to be acknowledged once before it is signed. */
async function passesCheck({ t, store, own }, chart, draft, place) {
  const confirmed = place.querySelector('input[type=checkbox]')?.checked;
  const report = await checkOf(store, own, chart, draft);
  const known = JSON.stringify(report.findings);
  if (place.dataset.findings === known && (confirmed || report.findings.length === 0)) return true;
  const isAgain = place.dataset.findings === known;
  place.dataset.findings = known;
  const nothing = report.findings.length === 0;
  fill(
    place,
    safetyCheckView(report),
    !nothing && h('label', { class: 'check' }, h('input', { type: 'checkbox' }), t('check.override')),
    isAgain && h('p', { class: 'field-problem', role: 'alert', text: t('check.overrideNeeded') }),
  );
  if (!nothing) place.querySelector('h3')?.scrollIntoView({ block: 'nearest' });
  return nothing;
}

async function checkOf(store, own, chart, draft) {
  const [medications, interactions] = await Promise.all([loadPickList('medications'), loadInteractions()]);
  const covered = (category) =>
    own ||
    (store.documents
      .filter((one) => one.category === category && one.status === 'current')
      .every((one) => store.opened.get(one.record)?.content) &&
      store.grants.some(
        (grant) =>
          grant.rights.some((right) => right !== 'list') &&
          (grant.scope.categories?.includes(category) || category === 'safety'),
      ));
  const seen = new Set(['safety', 'medication'].filter(covered));
  const types = ['AllergyIntolerance', 'MedicationRequest', 'MedicationStatement', 'MedicationAdministration'];
  const records = currentOf(chart.entries, ...types).map((entry) => entry.resource);
  const unreadable = [...store.opened.values()].filter((one) => one.failure).length;
  return new PrescribingCheck(medications, interactions).report(draft, records, seen, unreadable);
}
