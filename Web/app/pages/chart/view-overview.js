/** The first view: problems, medicines, the newest results, vaccinations, plans, family, people. */
import { h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { problemList } from '../../models/problems.js';
import { medicineList } from '../../models/medicines.js';
import { observationKind, resultSeries } from '../../models/laboratory.js';
import { careTeamList, familyHistoryList, immunizationList, planList } from '../../models/other-lists.js';
import {
  careTeamView,
  familyHistoryView,
  immunizationListView,
  medicineListView,
  planListView,
  problemListView,
} from '../../viewers/lists-view.js';
import { resultsView } from '../../viewers/results-view.js';
import { patientOf } from '../../models/chart.js';
import { ageInYears, dayText } from '../../models/locale.js';

const NEWEST = 6;

export function draw(page, chart) {
  const { t, body, own } = page;
  const print = h(
    'button',
    { type: 'button', class: 'button', onclick: () => globalThis.print() },
    icon('print'),
    t('records.print'),
  );
  body.replaceChildren(
    ...[
      own && intro(page, chart),
      overview(page, chart),
      h('div', { class: 'actions no-print' }, print, !own && !page.person.actor && writeLink(page), tellLink(page)),
    ].filter(Boolean),
  );
}

/** To the patient, or to colleagues about the patient. */
const writeLink = ({ t, patient }) =>
  h('a', { class: 'button', href: `#/messages/new?patient=${patient}` }, icon('message'), t('records.message'));

/** A physician tells the management of their hospital who this is. */
const tellLink = ({ t, patient, person }) =>
  person.role === 'physician' && h('a', { class: 'button', href: `#/details/${patient}`, text: t('records.details') });

function intro({ t, store }, chart) {
  const patient = patientOf(chart);
  const age = patient?.deceased ? undefined : ageInYears(patient?.birthDate);
  const words =
    patient &&
    [
      patient.name,
      patient.birthDate && t('records.born', { date: dayText(patient.birthDate) }),
      age !== undefined && t('records.age', { count: age }),
    ]
      .filter(Boolean)
      .join(', ');
  return h('p', { class: 'quiet', text: words ?? t('records.count', { count: store.documents.length }) });
}

/** The lists side by side, for a page or a preview of one. */
export function overview({ open, base }, chart) {
  const { entries } = chart;
  const options = { onOpen: open };
  const series = resultSeries(entries)
    .filter((one) => observationKind(one.latest.entry) !== 'survey')
    .slice(0, NEWEST);
  return h(
    'div',
    { class: 'columns' },
    problemListView(problemList(entries), options),
    medicineListView(medicineList(entries, { resolve: chart.resolve }), options),
    h('div', { class: 'span' }, resultsView(series, { ...options, more: `#${base}/results` })),
    immunizationListView(immunizationList(entries), options),
    planListView(planList(entries), options),
    familyHistoryView(familyHistoryList(entries), options),
    careTeamView(careTeamList(entries, { resolve: chart.resolve })),
  );
}
