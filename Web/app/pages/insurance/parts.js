/** Claims as people read them: what for, how much, decided how. */
import { h } from '../../components/dom.js';
import { claimText } from '../../wallet/claims.js';
import { language } from '../../texts/index.js';

const TONES = { accepted: 'good', partial: 'waiting', refused: 'bad', open: 'waiting', withdrawn: 'plain' };

/** An amount in its currency, every decimal as it was claimed. */
export function money({ amount, currency }) {
  const decimals = amount.split('.')[1]?.length ?? 0;
  try {
    return new Intl.NumberFormat(language(), {
      style: 'currency', currency, minimumFractionDigits: decimals, maximumFractionDigits: Math.max(decimals, 2),
    }).format(amount);
  } catch {
    return `${amount} ${currency}`;
  }
}

/** How far a claim is: its decision where there is one. */
export function claimChip(t, claim) {
  const state = claim.decision ?? claim.status;
  return h('span', { class: `chip chip-${TONES[state] ?? 'plain'}`, text: t(`claims.state.${state}`) });
}

const opened = new WeakMap();

/** What is claimed, opened once: `{description, amount, currency}`; undefined where it cannot be opened here. */
export async function textOf(person, claim) {
  if (!opened.has(person)) opened.set(person, new Map());
  const known = opened.get(person);
  if (!known.has(claim.claim)) {
    const found = await claimText(person, claim).catch((error) => ({ failure: error.code ?? 'client.failed' }));
    if (!found.failure) known.set(claim.claim, found);
    return found;
  }
  return known.get(claim.claim);
}
