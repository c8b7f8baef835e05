// The check at prescribing: a draft against recorded allergies and active medication, as PrescribingCheck.swift does
// it: over resources that are open on this device, pure; it advises and forbids nothing.

import { absenceStatement } from './allergy-codes.js';
import { firstCode, hasCode, list, member, text } from './fhir-reading.js';
import { summarise } from './fhir-summary.js';
import { dayText } from './locale.js';
import { conceptWords, MedicineTable } from './medicine-table.js';
import { plainLine } from './plain-text.js';
import { t, tn } from './words.js';

/** The gravest first. */
export const severities = ['contraindicated', 'serious', 'caution'];

// Classes that say how a medicine works or is broken down: two of them are no double therapy.
const mechanisms = new Set(['serotonergic', 'cyp3a4-strong-inhibitor', 'antifolate', 'potassium', 'insulin']);
// Words that names share without having anything in common.
const plainWords = new Set(
  (
    'allergy allergic intolerance intolerant hypersensitivity adverse reaction tablet tablets capsule capsules ' +
    'solution injection cream ointment inhaler metered release extended sodium hydrochloride chloride acid substance ' +
    'medication medicine product against known severe history sulfate phosphate potassium calcium protein'
  ).split(' '),
);

/** @typedef {{kind: 'allergy'|'duplicate'|'interaction', severity: string, message: string, source: string}} Finding */

export class PrescribingCheck {
  /** @param medications the pick list of ingredients; @param interactions the parsed `interactions.json` */
  constructor(medications, interactions) {
    this.medicines = new MedicineTable(medications);
    this.interactions = interactions.interactions;
    this.crossReactions = interactions.crossReactions;
    this.notice = interactions.notice;
  }

  /**
   * Checks a draft MedicationRequest against resources of the patient.
   *
   * @param seen the categories that the writer was able to read
   * @param unreadable how many records could not be read
   * @returns {{findings: Finding[], limits: string[]}}
   */
  report(draft, records, seen, unreadable = 0) {
    const medicine = this.medicines.medicine(draft);
    const active = records.filter(isActiveMedication).map((one) => this.medicines.medicine(one));
    const findings = [
      ...records
        .filter(isStandingAllergy)
        .map((one) => this.allergyFinding(medicine, one))
        .filter(Boolean),
      ...active.map((one) => this.duplicate(medicine, one)).filter(Boolean),
      ...active.flatMap((one) => this.interactionsOf(medicine, one)),
    ];
    const unique = [...new Map(findings.map((one) => [JSON.stringify(one), one])).values()];
    unique.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
    return { findings: unique, limits: this.limits(medicine, active, seen, unreadable) };
  }

  allergyFinding(medicine, allergy) {
    const concepts = [
      member(allergy, 'code'),
      ...list(allergy, 'reaction').map((one) => member(one, 'substance')),
    ].filter(Boolean);
    const words = concepts.flatMap(conceptWords);
    const ingredients = this.medicines.ingredients(concepts, words);
    const classes = this.medicines.classesIn(words);
    if (concepts.some((one) => hasCode(one, 'http://snomed.info/sct', ['91936005']))) classes.push('penicillin');
    const { title } = summarise(allergy);
    const recorded = dayText(text(allergy, 'recordedDate'));
    const source = recorded ? t('check.sourceRecorded', { title, date: recorded }) : t('check.source', { title });
    const finding = (severity, message, more = '') => ({
      kind: 'allergy',
      severity,
      message: plainLine(message),
      source: plainLine(source + more),
    });
    const same = medicine.ingredients.find((one) => ingredients.includes(one));
    if (same) return finding(severityOf(allergy), t('check.contains', { title, ingredient: same.display }));
    const reacting = [...classes, ...ingredients.flatMap((one) => one.classes)].filter((one) => !mechanisms.has(one));
    const shared = medicine.classes.find((one) => reacting.includes(one));
    if (shared) {
      const severity = classes.includes(shared) ? severityOf(allergy) : 'serious';
      return finding(severity, t('check.sameClass', { title, name: className(shared) }));
    }
    const cross = this.crossReactions.find(
      (one) => reacting.includes(one.allergy) && medicine.classes.includes(one.medication),
    );
    if (cross) return finding(cross.severity, `${title}: ${cross.effect}`, `; ${cross.source}`);
    const word = [...new Set(words)]
      .filter((one) => one.length >= 5 && !plainWords.has(one) && medicine.words.includes(one))
      .sort()[0];
    return word ? finding('serious', t('check.sharedWord', { title, word })) : undefined;
  }

  duplicate(medicine, other) {
    const source = plainLine(t('check.source', { title: other.title }));
    const finding = (severity, message) => ({ kind: 'duplicate', severity, message: plainLine(message), source });
    const same = medicine.ingredients.find((one) => other.ingredients.includes(one));
    if (same) return finding('serious', t('check.activeAlready', { ingredient: same.display, title: other.title }));
    if (
      !medicine.ingredients.length &&
      !other.ingredients.length &&
      medicine.words.length &&
      medicine.words.join(' ') === other.words.join(' ')
    ) {
      return finding('serious', t('check.sameName'));
    }
    const shared = medicine.classes.find((one) => other.classes.includes(one) && !mechanisms.has(one));
    return shared && finding('caution', t('check.anotherOfClass', { name: className(shared), title: other.title }));
  }

  interactionsOf(medicine, other) {
    return medicine.ingredients
      .flatMap((one) =>
        other.ingredients.map((another) => {
          const row = one === another ? undefined : this.interaction(one, another);
          return (
            row && {
              kind: 'interaction',
              severity: row.severity,
              source: row.source,
              message: plainLine(
                `${t('check.pair', { first: one.display, second: another.display })}: ${row.effect} ${row.advice}`,
              ),
            }
          );
        }),
      )
      .filter(Boolean);
  }

  /** The most severe row about two ingredients, whichever stands first; the table's order decides between equals. */
  interaction(one, other) {
    const fits = (name, entry) => name === entry.display || entry.classes.includes(name);
    return this.interactions
      .filter(
        (row) => (fits(row.first, one) && fits(row.second, other)) || (fits(row.first, other) && fits(row.second, one)),
      )
      .reduce(
        (best, row) => (!best || severities.indexOf(row.severity) < severities.indexOf(best.severity) ? row : best),
        undefined,
      );
  }

  limits(medicine, active, seen, unreadable) {
    const limits = [];
    if (!seen.has('safety')) limits.push(t('check.limit.safety'));
    if (!seen.has('medication')) limits.push(t('check.limit.medication'));
    else if (!active.length) limits.push(t('check.limit.noneActive'));
    if (!medicine.ingredients.length) limits.push(t('check.limit.unknownMedicine'));
    const unknown = active.filter((one) => !one.ingredients.length).length;
    if (unknown) limits.push(tn('check.limit.unknownActive', unknown));
    if (unreadable) limits.push(tn('check.limit.unreadable', unreadable));
    limits.push(t('check.limit.table'), t('chart.notEverything'));
    return limits;
  }
}

function isActiveMedication(resource) {
  const status = text(resource, 'status') ?? '';
  switch (text(resource, 'resourceType')) {
    case 'MedicationRequest':
      return ['active', 'on-hold', 'unknown'].includes(status) && member(resource, 'doNotPerform') !== true;
    case 'MedicationStatement':
      return ['active', 'intended', 'on-hold', 'unknown'].includes(status);
    case 'MedicationAdministration':
      return ['in-progress', 'on-hold'].includes(status);
    default:
      return false;
  }
}

function isStandingAllergy(resource) {
  return (
    text(resource, 'resourceType') === 'AllergyIntolerance' &&
    !['entered-in-error', 'refuted'].includes(firstCode(member(resource, 'verificationStatus'))) &&
    !['inactive', 'resolved'].includes(firstCode(member(resource, 'clinicalStatus'))) &&
    absenceStatement(resource) === undefined
  );
}

function severityOf(allergy) {
  const isGrave =
    text(allergy, 'criticality') === 'high' ||
    list(allergy, 'reaction').some((one) => text(one, 'severity') === 'severe');
  return isGrave ? 'contraindicated' : 'serious';
}

function className(name) {
  return name.replaceAll('-', ' ');
}
