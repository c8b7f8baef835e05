// Recognises ingredients and classes of medicines in coded concepts and in words, as MedicineTable.swift does.

import { list, member, text } from './fhir-reading.js';
import { summarise } from './fhir-summary.js';
import { wordsOf } from './pick-lists.js';

const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm';

/** All words of a concept: its text and every display, parted so that two never read as one name. */
export function conceptWords(value) {
  const texts = [text(value, 'text'), ...list(value, 'coding').map((one) => text(one, 'display'))].filter(Boolean);
  return texts.flatMap((one, index) => (index ? ['|', ...wordsOf(one)] : wordsOf(one)));
}

/** Whether `name` stands in `words`, one word after the other; a plural's s does no harm. */
function contains(words, name) {
  const last = name.length - 1;
  if (last < 0) return false;
  return words.some(
    (_, start) =>
      start + last < words.length &&
      name.every((part, index) => {
        const word = words[start + index];
        return word === part || (index === last && word === `${part}s`);
      }),
  );
}

/** The table of ingredients and their classes (`picklists/medications.json`). */
export class MedicineTable {
  constructor(pickList) {
    this.entries = pickList.entries;
    this.names = pickList.entries
      .flatMap((entry) => [entry.display, ...entry.also].map((name) => [wordsOf(name), entry]))
      .sort((a, b) => b[0].length - a[0].length);
    const classes = [...new Set(pickList.entries.flatMap((entry) => entry.classes))];
    this.classNames = [...classes.map((name) => [wordsOf(name), name]), [['sulfa'], 'sulfonamide-antibiotic']];
  }

  /** Reads a Medication* resource: `{ingredients, words, classes, title}`. */
  medicine(resource) {
    const found = [member(resource, 'medicationCodeableConcept')].filter(Boolean);
    const words = [];
    const reference = member(resource, 'medicationReference');
    if (reference) {
      words.push(...wordsOf(text(reference, 'display')));
      const id = (text(reference, 'reference') ?? '').slice(1);
      for (const contained of list(resource, 'contained').filter((one) => text(one, 'id') === id)) {
        found.push(...[member(contained, 'code')].filter(Boolean));
        found.push(
          ...list(contained, 'ingredient')
            .map((one) => member(one, 'itemCodeableConcept'))
            .filter(Boolean),
        );
      }
    }
    words.push(...found.flatMap(conceptWords));
    const ingredients = this.ingredients(found, words);
    return { ingredients, words, classes: ingredients.flatMap((one) => one.classes), title: summarise(resource).title };
  }

  /** The ingredients that codes and words name. */
  ingredients(concepts, words) {
    const found = new Set();
    for (const coding of concepts.flatMap((one) => list(one, 'coding'))) {
      if (text(coding, 'system') !== rxnorm) continue;
      for (const entry of this.entries) if (entry.code === text(coding, 'code')) found.add(entry);
    }
    for (const [name, entry] of this.names) if (contains(words, name)) found.add(entry);
    return [...found];
  }

  /** The classes that words name: "NSAIDs", "ACE inhibitor". */
  classesIn(words) {
    return this.classNames.filter(([name]) => contains(words, name)).map(([, name]) => name);
  }
}
