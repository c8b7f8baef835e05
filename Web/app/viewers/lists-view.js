// Problem list, medicines, vaccinations, family history, care team, plans: each a plain list with its empty state.

import { el, icon } from './dom.js';
import { dayText, momentText } from '../models/locale.js';
import { t, tn } from '../models/words.js';

function openButton(entry, label, onOpen) {
  if (!onOpen) return el('span', { class: 'item-title' }, label);
  return el('button', { type: 'button', class: 'link item-title', on: { click: () => onOpen(entry) } }, label);
}

function badge(words, kind) {
  return words ? el('span', { class: kind ? `badge badge-${kind}` : 'badge' }, words) : undefined;
}

function item(entry, label, onOpen, marks, details) {
  return el(
    'li',
    { class: 'item' },
    el('div', { class: 'item-line' }, openButton(entry, label, onOpen), marks),
    details.filter(Boolean).map((one) => el('div', { class: 'item-detail' }, one)),
  );
}

/** A heading with a list, or the words that there is none. */
export function section(title, items, empty, { folded = false } = {}) {
  const content = items.length ? el('ul', { class: 'items' }, items) : el('p', { class: 'empty' }, empty);
  if (folded) {
    return el(
      'details',
      { class: 'card folded' },
      el('summary', {}, el('span', {}, title), ' ', el('span', { class: 'count' }, String(items.length))),
      content,
    );
  }
  return el('section', { class: 'card' }, el('h2', {}, title), content);
}

/** The problem list of models/problems.js. */
export function problemListView(problems, { onOpen } = {}) {
  const line = (problem) =>
    item(
      problem.entry,
      problem.name,
      onOpen,
      [problem.isUncertain && badge(t(`code.${problem.verification}`), 'warning'), badge(problem.severity)],
      [
        problem.since &&
          (problem.until
            ? t('span.both', { start: problem.since, end: problem.until })
            : t('span.since', { start: problem.since })),
        problem.times > 1 && tn('problems.times', problem.times),
      ],
    );
  return el(
    'div',
    { class: 'stack' },
    section(t('problems.active'), problems.active.map(line), t('problems.noneActive')),
    problems.resolved.length > 0 && section(t('problems.resolved'), problems.resolved.map(line), '', { folded: true }),
    problems.ruledOut.length > 0 && section(t('problems.ruledOut'), problems.ruledOut.map(line), '', { folded: true }),
  );
}

function medicineLine(medicine, onOpen) {
  const given = medicine.dispenses.length;
  return item(
    medicine.entry,
    medicine.name,
    onOpen,
    [
      medicine.isOnHold && badge(medicine.statusWord, 'warning'),
      medicine.isSelfStated && badge(t('medicines.stated')),
      medicine.isProposal && badge(t('code.proposal')),
    ],
    [
      medicine.dosage && el('span', { class: 'dosage' }, medicine.dosage),
      medicine.reason && t('medicines.for', { reason: medicine.reason }),
      [medicine.entry.effective && dayText(medicine.entry.effective), medicine.prescriber].filter(Boolean).join(', '),
      [
        medicine.quantity && t('medicines.quantity', { quantity: medicine.quantity }),
        medicine.repeatsAllowed !== undefined && tn('medicines.repeats', medicine.repeatsAllowed),
        given > 0 && tn('medicines.dispensedTimes', given),
      ]
        .filter(Boolean)
        .join(', '),
    ],
  );
}

/** The medicines of models/medicines.js. */
export function medicineListView(medicines, { onOpen } = {}) {
  const past = medicines.past.map((one) => medicineLine(one, onOpen));
  const dispensed = medicines.dispensed.map((one) => medicineLine(one, onOpen));
  const administered = medicines.administered.map((one) => medicineLine(one, onOpen));
  return el(
    'div',
    { class: 'stack' },
    section(
      t('medicines.active'),
      medicines.active.map((one) => medicineLine(one, onOpen)),
      t('medicines.noneActive'),
    ),
    past.length > 0 && section(t('medicines.past'), past, '', { folded: true }),
    dispensed.length > 0 && section(t('medicines.dispensed'), dispensed, '', { folded: true }),
    administered.length > 0 && section(t('medicines.administered'), administered, '', { folded: true }),
  );
}

/** Vaccinations. */
export function immunizationListView(immunizations, { onOpen } = {}) {
  const line = (one) =>
    item(
      one.entry,
      one.vaccine,
      onOpen,
      [!one.isDone && badge(t('immunizations.notDone'), 'warning')],
      [
        one.given,
        [one.dose && t('immunizations.dose', { dose: one.dose }), one.lot && t('immunizations.lot', { lot: one.lot })]
          .filter(Boolean)
          .join(', '),
        one.reasonNotGiven,
      ],
    );
  return section(
    t('immunizations.title'),
    [...immunizations.given, ...immunizations.notGiven].map(line),
    t('immunizations.none'),
  );
}

/** Family history. */
export function familyHistoryView(relatives, { onOpen } = {}) {
  return section(
    t('family.title'),
    relatives.map((one) =>
      item(
        one.entry,
        one.relative && one.relative.charAt(0).toUpperCase() + one.relative.slice(1),
        onOpen,
        [],
        one.conditions.map((condition) =>
          [condition.name, condition.onset && t('family.onsetAt', { onset: condition.onset }), condition.outcome]
            .filter(Boolean)
            .join(', '),
        ),
      ),
    ),
    t('family.none'),
  );
}

/** Care plans and goals. */
export function planListView(plans, { onOpen } = {}) {
  const line = (one) =>
    item(
      one.entry,
      one.title,
      onOpen,
      [badge(one.statusWord)],
      one.entry.summary.lines
        .filter((row) => ['activity', 'target'].includes(row.kind))
        .slice(0, 8)
        .map((row) => row.value),
    );
  return el(
    'div',
    { class: 'stack' },
    section(t('plans.running'), plans.running.map(line), t('plans.none')),
    plans.ended.length > 0 && section(t('plans.ended'), plans.ended.map(line), '', { folded: true }),
  );
}

/** The people who treat. */
export function careTeamView(people) {
  return section(
    t('team.title'),
    people.map((one) =>
      el(
        'li',
        { class: 'item' },
        el('div', { class: 'item-line' }, el('span', { class: 'item-title' }, one.name)),
        el('div', { class: 'item-detail' }, [one.role, one.organisation].filter(Boolean).join(', ')),
        one.last && el('div', { class: 'item-detail' }, t('team.last', { time: momentText(one.last) })),
      ),
    ),
    t('team.none'),
  );
}

/** The line that every chart carries. */
export function notEverything() {
  return el('p', { class: 'not-everything' }, icon('lock'), t('chart.notEverything'));
}
