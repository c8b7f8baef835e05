// Dates, times and numbers in the person's locale, by Intl. A record's time is shown as it was written, with its own
// offset when that is not the reader's: a clock time is part of what was recorded.

import { language, t } from './words.js';

const pattern = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;

/**
 * The parts of a FHIR date, dateTime or instant, or undefined when it is none that exists.
 * `precision`: "year", "month", "day" or "minute"; `offset` in minutes, undefined when not given.
 */
export function fhirDateParts(text) {
  const match = typeof text === 'string' && text.length <= 40 ? pattern.exec(text) : null;
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, zone] = match;
  const parts = {
    year: Number(year),
    month: Number(month ?? 1),
    day: Number(day ?? 1),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    precision: hour !== undefined ? 'minute' : day ? 'day' : month ? 'month' : 'year',
    offset: zone === undefined ? undefined : zone === 'Z' ? 0 : offsetMinutes(zone),
  };
  const date = wallClock(parts);
  const exists =
    date.getUTCMonth() === parts.month - 1 &&
    date.getUTCDate() === parts.day &&
    parts.hour < 24 &&
    parts.minute < 60 &&
    parts.second <= 60;
  return exists ? parts : undefined;
}

function offsetMinutes(zone) {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return zone[0] === '-' ? -minutes : minutes;
}

function wallClock(parts) {
  const date = new Date(0);
  date.setUTCFullYear(parts.year, parts.month - 1, parts.day);
  date.setUTCHours(parts.hour, parts.minute, 0, 0);
  return date;
}

/** Milliseconds since 1970 of a FHIR date, the start of what it names; undefined when it is none. */
export function fhirTime(text) {
  const parts = fhirDateParts(text);
  if (!parts) return undefined;
  return wallClock(parts).getTime() + parts.second * 1000 - (parts.offset ?? 0) * 60_000;
}

/** "2016-12-14" of a FHIR date, as written (in its own offset); shorter where it names only a month or a year. */
export function fhirDay(text) {
  return fhirDateParts(text) ? text.slice(0, 10) : undefined;
}

/** A FHIR date in words, as precise as it was written. What is no date is shown as it is. */
export function dateText(text, { short = false } = {}) {
  const parts = fhirDateParts(text);
  if (!parts) return typeof text === 'string' ? text : '';
  const date = wallClock(parts);
  const month = short ? 'short' : 'long';
  const options = {
    year: { year: 'numeric' },
    month: { year: 'numeric', month },
    day: { year: 'numeric', month, day: 'numeric' },
    minute: { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  }[parts.precision];
  const words = format(date, { ...options, timeZone: 'UTC' });
  if (parts.precision !== 'minute' || parts.offset === undefined) return words;
  const here = -new Date(date.getTime() - parts.offset * 60_000).getTimezoneOffset();
  if (here === parts.offset) return words;
  return `${words} ${parts.offset === 0 ? 'UTC' : `UTC${text.slice(-6)}`}`;
}

/** The day of a FHIR date in words, without its time. */
export function dayText(text, options) {
  const day = fhirDay(text);
  return day ? dateText(day, options) : '';
}

/** A moment (ms since 1970) in the reader's own time zone. */
export function momentText(milliseconds, { seconds = false } = {}) {
  if (!Number.isFinite(milliseconds)) return '';
  return format(new Date(milliseconds), { dateStyle: 'medium', timeStyle: seconds ? 'medium' : 'short' });
}

/** The day of a moment, in the reader's own time zone, as yyyy-mm-dd. */
export function momentDay(milliseconds) {
  const date = new Date(milliseconds);
  const two = (value) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

const formats = new Map();

function format(date, options) {
  const key = language() + JSON.stringify(options);
  let formatter = formats.get(key);
  if (!formatter) formats.set(key, (formatter = new Intl.DateTimeFormat(language(), options)));
  return formatter.format(date);
}

/**
 * A recorded number in the locale's digits, with exactly the decimals that were written. No thousands separators:
 * "1.200" and "1,200" mean different things to different people.
 */
export function recordedNumberText(literal) {
  const match = /^(-?\d+)(?:\.(\d+))?$/.exec(literal ?? '');
  const decimals = match?.[2]?.length ?? 0;
  if (!match || decimals > 12 || match[1].length > 15) return String(literal ?? '');
  return new Intl.NumberFormat(language(), {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    useGrouping: false,
  }).format(Number(literal));
}

/** A number to at most three significant digits after what is needed, for titles and axes. */
export function shortNumberText(value) {
  if (!Number.isFinite(value)) return '';
  const options = Math.abs(value) >= 1 ? { maximumFractionDigits: 2 } : { maximumSignificantDigits: 3 };
  return new Intl.NumberFormat(language(), { ...options, useGrouping: false }).format(value);
}

/** A size in bytes as people read it. */
export function sizeText(bytes) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let value = bytes;
  let index = 0;
  while (value >= 1000 && index < units.length - 1) {
    value /= 1000;
    index += 1;
  }
  return new Intl.NumberFormat(language(), {
    style: 'unit',
    unit: units[index],
    unitDisplay: index === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && index > 0 ? 1 : 0,
  }).format(value);
}

/** Full years between a birth date and a day (today unless said), or undefined. */
export function ageInYears(birthDate, on = new Date()) {
  const born = fhirDateParts(birthDate);
  if (!born || born.precision === 'year' || born.precision === 'month') return undefined;
  const beforeBirthday =
    on.getMonth() + 1 < born.month || (on.getMonth() + 1 === born.month && on.getDate() < born.day);
  const years = on.getFullYear() - born.year - (beforeBirthday ? 1 : 0);
  return years >= 0 && years < 150 ? years : undefined;
}

/** "a to b", "since a", "until b". */
export function spanText(start, end) {
  if (start && end) return start === end ? start : t('span.both', { start, end });
  if (start) return t('span.since', { start });
  return end ? t('span.until', { end }) : undefined;
}
