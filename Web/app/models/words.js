// The clinical half's words in the person's language. All texts stand in ../texts/clinical.*.js; nothing else here
// contains a sentence. Pure: no DOM.

import { chart } from '../texts/chart.en.js';
import { clinical } from '../texts/clinical.en.js';
import { entry } from '../texts/entry.en.js';

const english = { ...clinical, ...entry, ...chart };
const loaders = {
  de: async () => {
    const found = await Promise.all([
      import('../texts/chart.de.js'),
      import('../texts/clinical.de.js'),
      import('../texts/entry.de.js'),
    ]);
    return Object.assign({}, ...found.map((one) => one.chart ?? one.clinical ?? one.entry));
  },
};

let dictionary = english;
let tag = 'en';

/** The BCP 47 tag in use, for Intl. */
export function language() {
  return tag;
}

/** The languages that are delivered complete. */
export const languages = ['en', 'de'];

/**
 * Chooses the language of the clinical words. A region ("en-GB") is kept for dates and numbers.
 * An unknown language falls back to English.
 */
export async function useLanguage(wanted) {
  const primary = String(wanted ?? 'en')
    .toLowerCase()
    .split('-')[0];
  const load = loaders[primary];
  dictionary = load ? { ...english, ...(await load()) } : english;
  tag = languages.includes(primary) ? String(wanted) : 'en';
}

/** Whether there is a text under the key. */
export function hasText(key) {
  return Object.hasOwn(dictionary, key);
}

/** The text under a key, with `{name}` replaced by `values.name`. A missing key shows itself: a test looks for that. */
export function t(key, values) {
  const text = hasText(key) ? dictionary[key] : key;
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}

/** A text that depends on a number: `key.one`, `key.other` (CLDR plural categories), with `{n}` as the number. */
export function tn(key, n, values) {
  const category = new Intl.PluralRules(tag).select(n);
  const chosen = hasText(`${key}.${category}`) ? `${key}.${category}` : `${key}.other`;
  return t(chosen, { n: new Intl.NumberFormat(tag).format(n), ...values });
}

/** A FHIR code in words ("in-progress" as "in progress"); a code without words of its own is shown as it is. */
export function codeWord(code) {
  if (typeof code !== 'string' || code === '') return undefined;
  const key = `code.${code}`;
  return hasText(key) ? dictionary[key] : code.replaceAll('-', ' ');
}

/** A FHIR resource type in words. */
export function typeWord(type) {
  const key = `type.${type}`;
  if (hasText(key)) return dictionary[key];
  const words = String(type).replace(/(?!^)([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.slice(0, 60);
}
