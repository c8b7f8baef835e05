/** Events of the ledger in words. */
import { hasText, list, t } from '../texts/index.js';

/** The words for an event; its type where there are none. */
export async function eventWords(event, directory, person) {
  const key = `event.${event.type}`;
  if (!hasText(key)) return event.type;
  const mine = event.actor === person.id && hasText(`${key}.mine`) ? `${key}.mine` : key;
  const name = (id) => (id ? directory.label(id) : '');
  const { details = {} } = event;
  return t(mine, {
    actor: await name(event.actor), patient: await name(event.patient), grantee: await name(details.grantee),
    category: details.category ? t(`category.${details.category}`) : '',
    categories: details.scope?.categories ? list(details.scope.categories.map((one) => t(`category.${one}`))) : '',
    purpose: details.purpose ? t(`purpose.for.${details.purpose}`) : '', records: details.records?.length ?? 1,
  }).replace(/ {2,}/g, ' ').replace(/ \./g, '.').trim();
}
