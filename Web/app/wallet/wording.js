/**
 * Says in plain words what a person is about to sign: the same words as the command line's (Sources/Wallet/
 * CommandWording.swift). A command without words is never described as something harmless: its JSON is shown.
 */
import { readableIdentity } from '../crypto/identity.js';
import { duration, hasText, list, moment, t } from '../texts/index.js';

/** The members that name people and organisations. */
const NAMED = [
  'identity', 'patient', 'grantee', 'guardian', 'insurer', 'member', 'organisation', 'performer', 'physician',
  'recipient', 'representative',
];

const ACT = 'representative.act';
const isObject = (value) => typeof value === 'object' && value !== null;

/** Everybody whom a command names, and the one in it that is carried out for a patient. */
export const namedIn = (command) => [
  ...NAMED.map((member) => command[member]), ...(command.recipients ?? []),
  ...(command.type === ACT && isObject(command.command) ? namedIn(command.command) : []),
].filter((id) => typeof id === 'string');

/** Commands of which one member decides what is said: the words stand under `command.<type>.<variant>`. */
const VARIANTS = {
  'appointment.complete': ({ attended }) => (attended ? 'attended' : 'missed'),
  'claim.answer': ({ decision }) => decision,
  'order.place': ({ kind }) => kind,
  'prescription.answerRefill': ({ approve }) => (approve ? 'approved' : 'refused'),
  'record.answerErasure': ({ erased }) => (erased ? 'erased' : 'refused'),
  'record.restrict': ({ restricted }) => (restricted ? undefined : 'lift'),
  'representative.appoint': ({ keyEnvelope }) => (keyEnvelope ? 'guardian' : undefined),
};

/** The key of a command's words; undefined where there are none. */
function keyFor(command) {
  const variant = VARIANTS[command.type]?.(command);
  const keys = variant ? [`command.${command.type}.${variant}`] : [`command.${command.type}`];
  return keys.find((key) => hasText(key) || hasText(`${key}.other`));
}

/**
 * The words for a command; undefined when there are none. `name(id)` says what the person knows an identity by. What is
 * signed for a patient is said with what it is that is signed: without words for that there are none at all.
 */
export function wordsFor(command, name) {
  const key = keyFor(command);
  if (key === undefined) return undefined;
  const inner = command.type === ACT && isObject(command.command) && command.command.type !== ACT
    ? wordsFor(command.command, name) : undefined;
  if (command.type === ACT && inner === undefined) return undefined;
  const whoIs = (id) => {
    if (typeof id !== 'string') return t('word.somebody');
    const known = name(id);
    return known ? t('word.known', { name: known, id: readableIdentity(id) }) : readableIdentity(id);
  };
  const values = {
    ...Object.fromEntries(NAMED.map((member) => [member, whoIs(command[member])])),
    role: command.role && t(`role.a.${command.role}`), category: command.category && t(`category.${command.category}`),
    scope: scopeWords(command.scope), safety: safetyWords(command),
    rights: list((command.rights ?? []).map((right) => (
      t(command.type === 'representative.appoint' ? `word.mayAct.${right}` : `right.${right}`)))),
    inner: inner ?? '', comesOfAge: String(command.comesOfAge ?? ''),
    purpose: command.purpose ? t(`purpose.for.${command.purpose}`) : '',
    from: command.from ? t('word.from', { time: moment(command.from) }) : '',
    until: command.until ? t('word.until', { time: moment(command.until) }) : '',
    duration: command.duration ? t('word.during', { duration: duration(command.duration) }) : '',
    reads: command.reads ? t('word.reads', { count: command.reads }) : '',
    records: t('word.records', { count: command.records?.length ?? 1 }),
    ...careValues(command), ...peopleValues(command, whoIs), appointmentGrant: appointmentGrant(command),
  };
  return t(key, values).replace(/ {2,}/g, ' ').replace(/ ([.,;])/g, '$1').trim();
}

/** What stands in commands of the care workflows alone. */
function careValues(command) {
  const { quantity, repeats, slot, priority } = command;
  return {
    quantity: quantity ?? '', repeats: repeats ? t('word.repeats', { count: repeats }) : '',
    slot: slot ? t('word.slot', { duration: duration(slot) }) : '',
    priority: priority ? t(`priority.${priority}`) : '', substituted: command.substituted ? t('word.substituted') : '',
    stage: command.stage ? t(`word.stage.${command.stage}`) : '',
    critical: command.criticalWithin ? t('word.critical', { duration: duration(command.criticalWithin) }) : '',
    within: command.within ? duration(command.within) : '',
    period: command.from && command.until
      ? t('word.period', { from: moment(command.from), until: moment(command.until) }) : '',
  };
}

/** What stands in messages, details and answers alone. */
function peopleValues({ recipients, attachments, messages, retainUntil }, whoIs) {
  return {
    recipients: list((recipients ?? []).map(whoIs)),
    attachments: attachments?.length ? t('word.attachments', { count: attachments.length }) : '',
    messages: t('word.messages', { count: messages?.length ?? 1 }),
    retainUntil: retainUntil ? moment(retainUntil) : '',
  };
}

/** What an access that comes with an appointment lets the physician do, from when until when. */
function appointmentGrant({ type, grant }) {
  if (type !== 'appointment.request' || !grant) return '';
  return t('word.appointmentGrant', {
    end: grant.after ? t('word.afterVisit', { duration: duration(grant.after) }) : t('word.endOfVisit'),
    rights: list(grant.rights.map((right) => t(`right.${right}`))), scope: scopeWords(grant.scope),
    purpose: t(`purpose.for.${grant.purpose}`),
    reads: grant.reads ? t('word.atMostReads', { count: grant.reads }) : '', safety: safetyWords(grant),
  });
}

/** What the contract adds to every access by category but a right to list alone. */
export function safetyWords({ scope, rights }) {
  const added = scope?.categories && !scope.categories.includes('safety') && rights?.some((right) => right !== 'list');
  return added ? t('word.safety') : '';
}

/** The same as a sentence of its own: "Laboratory and imaging records". */
export function scopeSentence(scope) {
  const words = scopeWords(scope);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A scope in words: "laboratory and imaging records", "2 records". */
export function scopeWords(scope) {
  if (scope?.categories) {
    const categories = list(scope.categories.map((category) => t(`category.${category}`)));
    return t('word.categoryRecords', { categories });
  }
  return t('word.records', { count: scope?.records?.length ?? 1 });
}
