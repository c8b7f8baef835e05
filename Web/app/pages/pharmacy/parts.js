/** How a prescription is shown in a list: whose, by whom, of when, what is left; what it names stays sealed. */
import { h } from '../../components/dom.js';
import { personBadge, statusChip } from '../../components/badges.js';
import { empty } from '../../components/states.js';
import { readableIdentity } from '../../crypto/identity.js';
import { left } from '../../wallet/dispensing.js';
import { day, relative } from '../../texts/index.js';

/** Whether the reader sees that it exists and nothing more. */
export const isListed = (prescription) => prescription.quantity === undefined;

/** How much is left, in words. */
export const leftWords = (t, prescription) => t('pharmacy.left', {
  left: left(prescription), of: prescription.quantity * (1 + prescription.repeats + prescription.refills),
});

/** `named: false`: all of one patient, whose name stands above already. */
export function list({ t, directory, person }, prescriptions, none, { named = true } = {}) {
  if (prescriptions.length === 0) return empty(none);
  return h('ul', { class: 'list' }, prescriptions.map((one) => {
    const known = directory.patient(one.patient) ?? {};
    const who = known.name ?? readableIdentity(one.patient);
    return h('li', { class: 'row-action', 'data-prescription': one.prescription },
      h('div', { class: 'stack' },
        named && h('span', {}, h('strong', { text: who }),
          known.name && h('span', { class: 'id', text: ` ${readableIdentity(one.patient)}` })),
        h('span', { class: 'small' }, t('pharmacy.by'), ' ', personBadge(directory, one.prescriber)),
        h('span', { class: 'small muted', text: `${day(one.issuedAt)} (${relative(one.issuedAt)})` }),
        isListed(one) ? h('span', { class: 'small', text: t('pharmacy.listed') })
          : h('span', { class: 'chips' }, statusChip(one.status), one.status === 'active' && h('span', {
            class: 'chip chip-plain', text: leftWords(t, one) }), one.refills > 0 && h('span', {
            class: 'chip chip-good', text: t('pharmacy.refilled') }))),
      isListed(one)
        ? h('a', { class: 'button', href: `#/find/${one.patient}`, text: t('pharmacy.ask') })
        : h('a', {
          class: one.status === 'active' ? 'button primary' : 'button',
          href: person.role === 'pharmacist'
            ? `#/pharmacy/prescription/${one.prescription}` : `#/chart/${one.patient}/medicines`,
          text: t('pharmacy.open'),
          'aria-label': t('pharmacy.open.label', { who, day: day(one.issuedAt) }),
        }));
  }));
}
