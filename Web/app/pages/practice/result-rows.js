/** Results that wait for a physician, the critical ones first; and those that nobody acknowledged in time. */
import { h } from '../../components/dom.js';
import { organisationBadge, personBadge } from '../../components/badges.js';
import { moment, relative } from '../../texts/index.js';
import { alarmChip, patientLine, row } from './parts.js';

/** Which version of the result it is, as a word. */
export const stageChip = ({ t }, stage) => (
  h('span', { class: `chip chip-${stage === 'final' ? 'good' : 'waiting'}`, text: t(`order.stage.${stage}`) }));

/** Until when a critical result is to be acknowledged. */
export function deadline({ t }, { deadline: time, escalatedAt }) {
  const late = escalatedAt !== undefined || time < Date.now();
  return h('p', { class: 'deadline' }, h('strong', {
    text: t(late ? 'order.deadline.over' : 'order.deadline', { when: relative(time), time: moment(time) }) }));
}

/** Orders whose newest result waits, as /v1/me/results lists them. */
export function resultRows(context, orders) {
  const { t, directory } = context;
  if (orders.length === 0) return false;
  return h('ul', { class: 'list' }, orders.map((order) => {
    const newest = order.results.at(-1);
    return row([
      h('p', { class: 'row-head' }, order.critical && alarmChip(t('order.critical')), ' ',
        h('strong', { text: t(`order.kind.${order.kind}`) }), ' ', stageChip(context, newest.stage), ' ',
        h('span', { class: 'muted small', text: relative(newest.at) })),
      patientLine(directory, order.patient), order.critical && deadline(context, order.critical),
      h('p', { class: 'muted small' }, organisationBadge(directory, order.performer)),
    ], h('a', {
      class: `button ${order.critical ? 'primary' : ''}`, href: `#/orders/${order.order}`, text: t('order.open') }));
  }));
}

/** Critical results of the own organisation that are over their deadline: a colleague who is a physician takes over. */
export function escalationRows({ t, person, directory }, escalated) {
  const others = escalated.filter((one) => one.physician !== person.id);
  if (others.length === 0) return false;
  return h('ul', { class: 'list' }, others.map((one) => row([
    h('p', { class: 'row-head' }, alarmChip(t('order.escalated')), ' ',
      h('strong', { text: t(`order.kind.${one.kind}`) })),
    one.patient && patientLine(directory, one.patient),
    h('p', {}, t('order.escalated.of'), ' ', personBadge(directory, one.physician)),
    h('p', { class: 'muted small', text: t('order.escalated.text', { when: relative(one.deadline) }) }),
  ], one.patient && h('a', { class: 'button primary', href: `#/orders/${one.order}`, text: t('order.takeOn') }))));
}
