// The clinical half's words: texts of the areas `clinical`, `entry` and `chart`, and codes in words.

import { hasText, language, t, useTexts } from '../texts/index.js';

export { hasText, language, t };

/** Loads the texts that models and viewers use. */
export const useClinicalTexts = () => useTexts('clinical', 'entry', 'chart');

/** A text that depends on a number: `key.one`, `key.other` (CLDR plural categories), with `{n}` as the number. */
export function tn(key, n, values) {
  return t(key, { count: n, n, ...values });
}

/** A FHIR code in words ("in-progress" as "in progress"); a code without words of its own is shown as it is. */
export function codeWord(code) {
  if (typeof code !== 'string' || code === '') return undefined;
  const key = `code.${code}`;
  return hasText(key) ? t(key) : code.replaceAll('-', ' ');
}

/** The role of who wrote something, in words. */
export const roleWord = (role) => (hasText(`role.${role}`) ? t(`role.${role}`) : codeWord(role));

/** A FHIR resource type in words. */
export function typeWord(type) {
  const key = `type.${type}`;
  if (hasText(key)) return t(key);
  const words = String(type).replace(/(?!^)([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.slice(0, 60);
}
