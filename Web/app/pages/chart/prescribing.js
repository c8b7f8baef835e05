/** Prescribing: the check against what is open of the chart, the reason to go on all the same, and the issue. */
import { fill, h } from '../../components/dom.js';
import { field } from '../../components/form.js';
import { startOfDay } from '../../models/clock.js';
import { currentOf } from '../../models/chart.js';
import { decimalLiteral } from '../../models/entry-values.js';
import { loadInteractions, loadPickList } from '../../models/pick-lists.js';
import { PrescribingCheck } from '../../models/prescribing-check.js';
import { isUnchecked, needsReason, reasonLength, withReview } from '../../models/prescribing-review.js';
import { safetyCheckView } from '../../viewers/safety-check-view.js';
import { prescribe } from '../../wallet/practice.js';
import { writingContext } from '../../wallet/records.js';
import { recordOfResource, unfinished } from './writing.js';

const CHECKED = ['safety', 'medication'];
/** What has to be open before anything is written: whose record it is; at prescribing also what the check looks at. */
const IDENTITY = ['demographics'];
/** How long a prescription may be dispensed where the prescriber names no last day. */
const USUAL_DAYS = 90;

/**
 * Shows what the check found. Answers the draft with the prescriber's review once there is nothing more to ask;
 * undefined while something is to be read or answered. What the check needs is opened first, by a signed read.
 */
export async function reviewed(page, draft, place, context) {
  // What was written when the issue did not come about is this prescription, not one more of the same.
  const earlier = await unfinished(page, 'prescription').known();
  await openFirst(page, [...IDENTITY, ...CHECKED]);
  const chart = page.store.chart();
  const seen = seenCategories(page);
  const report = await checkOf(page, chart.entries.filter((entry) => entry.id !== earlier), draft, seen);
  const shown = JSON.stringify([draft.medicationCodeableConcept, report.findings]);
  const asked = place.dataset.shown === shown;
  if (!asked) ask(page, place, { report, seen, shown });
  const answer = place.answer();
  if (answer === undefined) {
    if (asked) place.complain();
    return undefined;
  }
  const { findings } = report;
  if (findings.length === 0 && !isUnchecked(seen)) return asked ? draft : undefined;
  return withReview(draft, report, { reason: answer || undefined, unchecked: isUnchecked(seen) }, context);
}

/** What the check found, and what there is to say to it: nothing, that it was read, or why all the same. */
function ask({ t }, place, { report, seen, shown }) {
  place.dataset.shown = shown;
  const parts = [safetyCheckView(report)];
  if (needsReason(report, seen)) {
    const why = field({
      name: 'despite', type: 'textarea', label: t('check.reason'), hint: t('check.reason.hint'),
      maxlength: reasonLength.most,
    });
    parts.push(why.element);
    place.answer = () => (why.value.trim().length >= reasonLength.least ? why.value.trim() : undefined);
    place.complain = () => {
      why.fail(t('check.reasonNeeded'));
      why.input.focus();
    };
  } else if (report.findings.length > 0) {
    const box = h('input', { type: 'checkbox' });
    const complaint = h('p', { class: 'field-problem', role: 'alert', hidden: true, text: t('check.overrideNeeded') });
    parts.push(h('label', { class: 'check' }, box, t('check.override')), complaint);
    place.answer = () => (box.checked ? '' : undefined);
    place.complain = () => { complaint.hidden = false; };
  } else {
    parts.push(h('p', { class: 'quiet', text: t('check.goOn') }));
    place.answer = () => '';
  }
  fill(place, parts);
  place.querySelector('h3')?.scrollIntoView({ block: 'nearest' });
}

/** Opens who the patient is, as far as that may be read: name and date of birth stand above whatever is signed. */
export const identify = (page) => openFirst(page, IDENTITY);

/** Opens what may be read of some categories without using up a limited number of reads. */
async function openFirst(page, categories) {
  const { store } = page;
  const closed = store.toOpen().filter((one) => (
    categories.includes(one.category) && one.status === 'current' && store.grantFor(one).reads === undefined));
  if (closed.length === 0) return;
  await store.openAll(closed, () => undefined);
  await page.redraw();
  await page.reopen();
}

function seenCategories({ store }) {
  return new Set(CHECKED.filter((category) => {
    const granted = store.grants.some((grant) => grant.rights.includes('read')
      && (grant.scope.categories?.includes(category) || (category === 'safety' && grant.scope.categories)));
    const documents = store.documents.filter((one) => one.category === category && one.status === 'current');
    return granted && documents.every((one) => store.opened.get(one.record));
  }));
}

async function checkOf({ store }, entries, draft, seen) {
  const [medications, interactions] = await Promise.all([loadPickList('medications'), loadInteractions()]);
  const types = ['AllergyIntolerance', 'MedicationRequest', 'MedicationStatement', 'MedicationAdministration'];
  const records = currentOf(entries, ...types).map((entry) => entry.resource);
  const unreadable = [...store.opened.values()].filter((one) => one.failure).length;
  return new PrescribingCheck(medications, interactions).report(draft, records, seen, unreadable);
}

/** Seals what is prescribed and issues it. Answers the prescription's id, which is the record's. */
export async function issue(page, resource, { values, now }) {
  const { person, desk, patient, store } = page;
  const record = recordOfResource(resource, 'medication');
  const last = values.dispensedUntil ? new Date(`${values.dispensedUntil}T12:00`).getTime() : Date.now();
  const until = startOfDay(last, values.dispensedUntil ? 1 : USUAL_DAYS);
  const id = await prescribe(person, desk, await writingContext(person, patient), record, {
    quantity: Number(decimalLiteral(values.quantity)), repeats: Number(decimalLiteral(values.repeats)), until,
    ...unfinished(page, 'prescription').once(resource, now),
  });
  // What an earlier attempt wrote says what it said then.
  if (!store.opened.get(id)?.content) await store.keepWritten(id, record);
  await store.refresh();
  return id;
}
