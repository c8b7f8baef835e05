/** Events of the ledger in words. */
import { hasText, list, t } from '../texts/index.js';

/** Who really did it, where somebody acted for the patient; the words alone where nobody did. */
async function byWhom(words, { actor, representative }, name, person) {
  if (representative === undefined) return words;
  if (representative === person.id) return t('event.by.you', { words });
  return t(actor === person.id ? 'event.by.forYou' : 'event.by.other', {
    words, representative: await name(representative) });
}

/** The words for an event; its type where there are none. */
export async function eventWords(event, directory, person) {
  const key = `event.${event.type}`;
  if (!hasText(key)) return event.type;
  // What somebody else did for a person is not said to be done by that person.
  const own = event.actor === person.id && event.representative === undefined;
  const mine = own && hasText(`${key}.mine`) ? `${key}.mine` : key;
  const name = (id) => (id ? directory.label(id) : '');
  const { details = {} } = event;
  const words = t(mine, {
    actor: await name(event.actor), patient: await name(event.patient), grantee: await name(details.grantee),
    category: details.category ? t(`category.${details.category}`) : '',
    categories: details.scope?.categories ? list(details.scope.categories.map((one) => t(`category.${one}`))) : '',
    purpose: details.purpose ? t(`purpose.for.${details.purpose}`) : '', records: details.records?.length ?? 1,
  }).replace(/ {2,}/g, ' ').replace(/ \./g, '.').trim();
  return byWhom(words, event, name, person);
}
