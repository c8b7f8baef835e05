// The coded lists that structured entry offers (picklists/*.json, the same files as the program's) and how typed words
// find an entry in them. Free text always stands beside a list.

/** The lists that there are. */
export const pickListNames = ['conditions', 'allergies', 'medications', 'laboratory', 'vaccines'];

const loaded = new Map();

/** Loads a list once. `read` gives the parsed JSON of a name; in the browser it fetches the application's own file. */
export async function loadPickList(name, read = readOwnFile) {
  if (!loaded.has(name)) {
    const pending = read(name).then(makePickList);
    loaded.set(name, pending);
    pending.catch(() => loaded.delete(name));
  }
  return loaded.get(name);
}

async function readOwnFile(name) {
  const answer = await fetch(new URL(`../picklists/${name}.json`, import.meta.url));
  if (!answer.ok) throw new Error(`pick list ${name}: ${answer.status}`);
  return answer.json();
}

/** A list whose entries carry their words, ready for searching. */
export function makePickList(source) {
  const entries = (source.entries ?? []).map((entry) => ({
    system: entry.system ?? source.system,
    code: entry.code,
    display: entry.display,
    also: entry.also ?? [],
    classes: entry.classes ?? [],
    unit: entry.unit,
    category: entry.category,
    words: [entry.display, ...(entry.also ?? [])].flatMap(wordsOf),
    first: wordsOf(entry.display).join(' '),
  }));
  return { name: source.name, title: source.title, notice: source.notice, source: source.source, entries };
}

/** The words of a text in lower case without accents; everything but letters and digits parts them. */
export function wordsOf(text) {
  const plain = String(text ?? '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

/** The entries in which every word that was typed begins a word; those whose term begins so come first. */
export function matching(pickList, typed, limit = 20) {
  const words = wordsOf(typed);
  if (!words.length) return pickList.entries.slice(0, limit);
  const found = pickList.entries.filter(
    (entry) =>
      entry.code === typed.trim() || words.every((word) => entry.words.some((known) => known.startsWith(word))),
  );
  const first = words.join(' ');
  const leading = found.filter((entry) => entry.first.startsWith(first));
  return [...leading, ...found.filter((entry) => !leading.includes(entry))].slice(0, limit);
}

/** The table of interactions that the check at prescribing reads. */
export async function loadInteractions(read = readOwnFile) {
  return read('interactions');
}
