/** Days and clock times on the person's own clock, in the person's language. */
import { language } from '../texts/index.js';

const format = (options) => (time) => new Intl.DateTimeFormat(language(), options).format(time);

/** "14:30". */
export const clockTime = format({ hour: '2-digit', minute: '2-digit' });
/** "Monday, 23 November". */
export const longDay = format({ weekday: 'long', day: 'numeric', month: 'long' });
/** "Mon, 23 Nov". */
export const shortDay = format({ weekday: 'short', day: 'numeric', month: 'short' });

/** "14:30–15:00"; beyond midnight, too, without the days. */
export const clockRange = (from, until) => `${clockTime(from)}–${clockTime(until)}`;

/** "Mon, 23 Nov, 14:30 to 15:00". */
export const dayAndRange = (from, until) => `${shortDay(from)}, ${clockRange(from, until)}`;

/** The beginning of a day, `days` after the one of `time`. A day is not always 24 hours long. */
export function startOfDay(time, days = 0) {
  const date = new Date(time);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}

/** The Monday on which the week of `time` begins, `weeks` later. */
export function startOfWeek(time, weeks = 0) {
  const weekday = (new Date(time).getDay() + 6) % 7;
  return startOfDay(time, 7 * weeks - weekday);
}

/** "2026-11-23", for an address or a date field. */
export function dayCode(time) {
  const date = new Date(time);
  const two = (value) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The moment of a date field and a time field; undefined when one is none. */
export function momentOf(day, time) {
  const moment = new Date(`${day}T${time}`).getTime();
  return Number.isNaN(moment) ? undefined : moment;
}
