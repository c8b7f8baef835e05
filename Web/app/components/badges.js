/** People, organisations and states, the same everywhere. */
import { h } from './dom.js';
import { icon } from './icons.js';
import { readableIdentity } from '../crypto/identity.js';
import { t } from '../texts/index.js';

/**
 * Somebody by their identity: the name as soon as it is known. Patients share names: the identity stands beside theirs.
 */
export function personBadge(directory, id, { link } = {}) {
  const name = h('span', { class: 'badge-name', text: readableIdentity(id) });
  const code = h('span', { class: 'badge-id', text: readableIdentity(id), hidden: true });
  directory.nameOf(id).then((known) => {
    if (!known) return;
    name.textContent = known;
    code.hidden = !directory.patient(id)?.name;
  }, () => undefined);
  return h(link ? 'a' : 'span', { class: 'badge', href: link }, name, code);
}

/** An organisation by its identity. */
export function organisationBadge(directory, id) {
  const name = h('span', { class: 'badge-name', text: readableIdentity(id) });
  directory.organisation(id).then((found) => {
    if (found) name.textContent = found.name;
  }, () => undefined);
  return h('span', { class: 'badge' }, icon('organisation'), name);
}

const TONES = {
  live: 'good', verified: 'good', granted: 'good', current: 'good', open: 'waiting', pending: 'waiting',
  suspended: 'bad', rejected: 'bad', denied: 'bad', revoked: 'bad', confirmed: 'good', active: 'good',
  accepted: 'good', fulfilled: 'good', requested: 'waiting', placed: 'waiting', declined: 'bad', cancelled: 'bad',
  missed: 'bad', refused: 'bad', erased: 'bad',
};

/** A state as a chip: always a word, the colour only repeats it. */
export const statusChip = (status) => (
  h('span', { class: `chip chip-${TONES[status] ?? 'plain'}`, text: t(`status.${status}`) }));

/** A category as a chip. */
export const categoryChip = (category) => (
  h('span', { class: `chip chip-category category-${category}`, text: t(`category.${category}`) }));
