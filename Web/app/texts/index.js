/**
 * Every text of the application, in one place: `texts/<area>.<language>.js`, flat keys. `t` finds a text; a missing one
 * shows its key, and a test looks for that. The areas `shell`, `session`, `wallet` and `errors` are always there;
 * pages name the further ones that they need.
 */
export const LANGUAGES = { en: 'English', de: 'Deutsch' };
const KEPT = 'medchain.language';
const dictionary = {};
const loaded = new Set();
let tag = chosenLanguage();

function chosenLanguage() {
  const wanted = [localStorage.getItem(KEPT), ...navigator.languages];
  const known = wanted.find((language) => language && Object.hasOwn(LANGUAGES, language.split('-')[0]));
  return known ?? 'en';
}

/** The BCP 47 tag in use, with its region: for Intl. */
export const language = () => tag;
/** The language alone. */
export const primary = () => tag.split('-')[0];

/** Loads areas of texts in the language in use. */
export async function useTexts(...areas) {
  await Promise.all(areas.filter((area) => !loaded.has(area)).map(async (area) => {
    const module = await import(`./${area}.${primary()}.js`);
    Object.assign(dictionary, module[area]);
    loaded.add(area);
  }));
}

/** Changes the language, keeps the choice, and loads everything again. */
export async function setLanguage(wanted) {
  const base = wanted.split('-')[0];
  tag = navigator.languages.find((one) => one.split('-')[0] === base) ?? wanted;
  localStorage.setItem(KEPT, tag);
  document.documentElement.lang = primary();
  const areas = [...loaded];
  loaded.clear();
  await useTexts(...areas);
}

/** Whether there is a text under the key. */
export const hasText = (key) => Object.hasOwn(dictionary, key);

/** The text under a key, `{name}` replaced by `values.name`. With `values.count`, `key.one` or `key.other` is taken. */
export function t(key, values) {
  let found = key;
  if (values?.count !== undefined) {
    const form = `${key}.${new Intl.PluralRules(tag).select(values.count)}`;
    if (hasText(form)) found = form;
  }
  const text = hasText(found) ? dictionary[found] : found;
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    if (!Object.hasOwn(values, name)) return whole;
    return typeof values[name] === 'number' ? number(values[name]) : String(values[name] ?? '');
  });
}

/** A number as the language writes it. */
export const number = (value) => new Intl.NumberFormat(tag).format(value);
/** A day. */
export const day = (time) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium' }).format(time);
/** A day and a time. */
export const moment = (time) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' }).format(time);
/** Several, joined by commas and "and". */
export const list = (items) => new Intl.ListFormat(tag, { type: 'conjunction' }).format(items);
/** The size of a file. */
export function fileSize(bytes) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024)));
  return new Intl.NumberFormat(tag, {
    style: 'unit', unit: units[step], unitDisplay: 'short', maximumFractionDigits: 1,
  }).format(bytes / 1024 ** step);
}

const SPANS = [['year', 31_536_000], ['month', 2_592_000], ['day', 86_400], ['hour', 3_600], ['minute', 60]];

/** How long ago or ahead: "5 minutes ago", "in 3 days". */
export function relative(time, now = Date.now()) {
  const seconds = Math.round((time - now) / 1000);
  const [unit, length] = SPANS.find(([, span]) => Math.abs(seconds) >= span) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }).format(Math.trunc(seconds / length), unit);
}

/** A length of time in the largest unit that fits: "7 days", "36 hours". */
export function duration(milliseconds) {
  const units = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]];
  const [unit, length] = units.find(([, span]) => milliseconds >= span && milliseconds % span === 0) ?? units[2];
  const count = Math.max(1, Math.round(milliseconds / length));
  return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

/** What went wrong, in words: by the error's code. Unknown codes are shown, so that somebody can be asked. */
export function errorText(error) {
  // A fault of the program itself: told to whoever watches the console, never to a node.
  if (error instanceof Error && error.code === undefined) reportError(error);
  const code = error?.code ?? 'client.failed';
  const key = [`error.${code}`, `error.${code.split('.')[0]}.*`, 'error.other'].find(hasText);
  return t(key, { code });
}
