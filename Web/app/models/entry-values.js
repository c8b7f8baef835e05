// What people type into a form: defaults, and what is wrong with it, field by field. A message is a text key with
// values, so that it is said in the person's language beside the field.

import { fhirDateParts, momentDay, recordedNumberText } from './locale.js';

/** The largest free text: what fits in a record many times over. */
export const maximumText = { text: 300, longText: 20_000, lines: 6000 };

/** The values a form starts with. */
export function initialValues(form, now = new Date()) {
  return Object.fromEntries(form.fields.map((field) => [field.name, initialValue(field, now)]));
}

export function initialValue(field, now = new Date()) {
  if (field.kind === 'group') return [initialValues({ fields: field.fields }, now)];
  if (field.kind === 'codedList') return [];
  if (field.kind === 'flag') return field.default ?? false;
  if (field.default === 'today') return momentDay(now.getTime());
  if (field.default === 'now') return localMoment(now);
  if (field.kind === 'coded') return undefined;
  return field.default ?? '';
}

/** "2026-11-21T15:04" in the person's time, as a date-and-time field holds it. */
export function localMoment(date) {
  const two = (value) => String(value).padStart(2, '0');
  return `${momentDay(date.getTime())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A decimal as people type it ("5,40"): its FHIR literal ("5.40"), or undefined. */
export function decimalLiteral(typed) {
  const plain = String(typed ?? '')
    .trim()
    .replace(',', '.')
    .replace('\u2212', '-');
  const match = /^(-?)0*(\d{1,9})(\.\d{1,8})?$/.exec(plain);
  return match ? `${match[1]}${match[2]}${match[3] ?? ''}` : undefined;
}

/**
 * What is wrong: a map from a field's path ("dose", "results.0.analyte") to `{key, values}`; empty when all is well.
 */
export function validate(form, values, now = new Date()) {
  const problems = new Map();
  checkFields(form.fields, values, '', problems, now);
  if (form.atLeastOne && !form.atLeastOne.some((name) => isFilled(values[name]))) {
    problems.set(form.atLeastOne[0], { key: 'problem.atLeastOne' });
  }
  return problems;
}

function checkFields(fields, values, prefix, problems, now) {
  for (const field of fields) {
    const value = values[field.name];
    const path = prefix + field.name;
    if (field.kind === 'group') {
      (value ?? []).slice(0, field.most).forEach((one, index) => {
        checkFields(field.fields, one, `${path}.${index}.`, problems, now);
      });
      if (field.required && !value?.length) problems.set(path, { key: 'problem.required' });
      if (value?.length > field.most) problems.set(path, { key: 'problem.tooMany', values: { most: field.most } });
      continue;
    }
    const problem = isFilled(value)
      ? problemOf(field, value, values, now)
      : field.required && field.kind !== 'flag'
        ? { key: 'problem.required' }
        : undefined;
    if (problem) problems.set(path, problem);
  }
}

function isFilled(value) {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'string') return value.trim() !== '';
  return value !== undefined && value !== null && (typeof value !== 'object' || isFilled(value.text ?? value.display));
}

function problemOf(field, value, values, now) {
  switch (field.kind) {
    case 'number':
      return numberProblem(field, value);
    case 'date':
      return dateProblem(field, value, values, now);
    case 'moment':
      return momentProblem(field, value, now);
    case 'choice':
      return field.options.includes(value) ? undefined : { key: 'problem.choice' };
    case 'coded':
      return tooLong(value.text ?? value.display, maximumText.text);
    case 'text':
    case 'longText':
    case 'lines':
      return tooLong(value, maximumText[field.kind]);
    default:
      return undefined;
  }
}

function tooLong(value, most) {
  return String(value).length > most ? { key: 'problem.tooLong', values: { most } } : undefined;
}

function numberProblem(field, value) {
  const literal = decimalLiteral(value);
  if (literal === undefined) return { key: 'problem.number' };
  const number = Number(literal);
  if (field.integer && !Number.isInteger(number)) return { key: 'problem.integer' };
  if (field.exclusiveMin && number <= field.min) {
    return { key: 'problem.above', values: { min: recordedNumberText(String(field.min)) } };
  }
  if (field.min !== undefined && number < field.min) {
    return { key: 'problem.min', values: { min: recordedNumberText(String(field.min)) } };
  }
  if (field.max !== undefined && number > field.max) {
    return { key: 'problem.max', values: { max: recordedNumberText(String(field.max)) } };
  }
  return undefined;
}

function dateProblem(field, value, values, now) {
  const parts = fhirDateParts(value);
  if (!parts || parts.precision === 'minute' || parts.year < 1850 || parts.year > 2200) return { key: 'problem.date' };
  if (field.past && value > momentDay(now.getTime())) return { key: 'problem.future' };
  if (field.after && values[field.after] && value < values[field.after]) return { key: 'problem.beforeStart' };
  return undefined;
}

function momentProblem(field, value, now) {
  const parts = fhirDateParts(`${value}:00Z`);
  if (!parts || parts.precision !== 'minute' || parts.year < 1850) return { key: 'problem.date' };
  // Five minutes of grace: clocks differ.
  if (field.past && new Date(value).getTime() > now.getTime() + 300_000) return { key: 'problem.future' };
  return undefined;
}
