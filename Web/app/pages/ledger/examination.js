/** What an examined receipt shows, step by step, in plain words; what was altered is named. */
import { h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { readableIdentity } from '../../crypto/identity.js';
import { errorText, hasText, list, moment, number, t } from '../../texts/index.js';

/** What is to blame when steps fail: one alteration makes several steps fail. */
export function blame(steps) {
  const failed = new Map(steps.filter(({ state }) => state === 'fails').map((step) => [step.name, step]));
  if (failed.size === 0) return undefined;
  const form = failed.get('form');
  if (form) return form.field === 'genesis' ? 'genesis' : 'form';
  if (failed.has('network')) return 'network';
  if (failed.has('signature')) return failed.has('inclusion') || !steps.some(isInclusion) ? 'transaction' : 'key';
  if (failed.has('outcome')) return 'outcome';
  if (failed.has('block')) return failed.has('cosigned') ? 'checkpoint' : 'header';
  if (failed.has('inclusion')) return 'place';
  if (failed.has('history')) return 'history';
  return [...failed.keys()][0];
}

const isInclusion = ({ name }) => name === 'inclusion';
const CHIPS = { holds: 'good', fails: 'bad', open: 'plain' };

/** The list of steps with the verdict above it. `names`: organisations and nodes by identity. */
export function examinationView(examined, names = new Map()) {
  const guilty = blame(examined.steps);
  const verdict = guilty ? `examine.verdict.${guilty}`
    : examined.final ? 'examine.verdict.final' : 'examine.verdict.provisional';
  const element = h('section', { class: 'card examination', 'data-verdict': guilty ?? 'holds', tabindex: '-1' },
    h('h2', { class: guilty ? 'verdict verdict-bad' : 'verdict verdict-good' }, icon(guilty ? 'warning' : 'check'),
      t(guilty ? 'examine.fails' : 'examine.holds')),
    h('p', { text: t(verdict) }),
    h('ol', { class: 'examined' }, examined.steps.map((step) => stepView(step, examined, names))),
    !guilty && h('p', { class: 'hint', text: t('examine.says') }));
  return element;
}

function stepView(step, examined, names) {
  const specific = `examine.${step.name}.${step.state}.${step.code}`;
  const key = hasText(specific) ? specific : `examine.${step.name}.${step.state}`;
  return h('li', { 'data-step': step.name, 'data-state': step.state },
    h('div', { class: 'card-head' }, h('strong', { text: t(`examine.${step.name}`) }),
      h('span', { class: `chip chip-${CHIPS[step.state]}`, text: t(`examine.state.${step.state}`) })),
    h('p', { class: 'small' }, t(key, values(step, examined, names)),
      step.code && h('code', { class: 'id', text: ` ${step.code}` })));
}

function values(step, { outcome, header, transaction, cosigned }, names) {
  const name = (id) => names.get(id) ?? readableIdentity(id);
  return {
    type: transaction?.command.type, signer: transaction ? `${transaction.signer.slice(0, 12)}…` : '',
    outcome: outcome && (outcome.accepted ? t('examine.accepted') : errorText({ code: outcome.code })),
    height: header ? number(header.height) : '', time: header ? moment(header.time) : '',
    index: step.index === undefined ? '' : number(step.index + 1), count: step.count ? number(step.count) : '',
    organisations: step.cosigners ? list(step.cosigners.map(name)) : '',
    have: step.cosigners?.length ?? 0, need: step.quorum ?? 0, blocks: step.blocks ?? 0, cosigned,
  };
}

/** The network's organisations by identity. */
export async function organisationNames(directory) {
  const all = await directory.organisations().catch(() => []);
  return new Map(all.map((one) => [one.id, one.name]));
}
