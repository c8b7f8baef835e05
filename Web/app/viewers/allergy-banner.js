// Allergies, impossible to miss. The states look different and say what they mean: known, none known (somebody said
// so), not recorded (nobody did), not shared, not opened yet.

import { el, icon } from './dom.js';
import { allergyText } from '../models/allergies.js';
import { t, tn } from '../models/words.js';

/**
 * @param status of models/allergies.js
 * @param onOpen called with a chart entry
 */
export function allergyBanner(status, { onOpen, compact = false } = {}) {
  const isKnown = status.state === 'known';
  const hasHigh = isKnown && status.allergies.some((one) => one.criticality === 'high' || one.isSevere);
  const kind = isKnown ? (hasHigh ? 'danger' : 'warning') : status.state === 'noneKnown' ? 'calm' : 'unknown';
  const banner = el('section', {
    class: `allergy-banner allergy-banner-${kind}`,
    'aria-label': t('allergies.title'),
    data: { state: status.state },
  });
  banner.append(icon(status.state === 'noneKnown' ? 'check' : 'alert'));
  const body = el('div', { class: 'allergy-body' });
  banner.append(body);
  if (isKnown) {
    body.append(el('h2', { class: 'allergy-title' }, tn('allergies.count', status.allergies.length)));
    body.append(
      el(
        'ul',
        { class: 'allergy-items' },
        status.allergies.map((one) => allergyItem(one, onOpen, compact)),
      ),
    );
  } else {
    body.append(el('p', { class: 'allergy-title' }, allergyText(status)));
  }
  for (const entry of status.partial) body.append(el('p', { class: 'allergy-partial' }, entry.title));
  if (isKnown && status.unopened) body.append(el('p', { class: 'allergy-partial' }, t('allergies.notOpened')));
  return banner;
}

function allergyItem(allergy, onOpen, compact) {
  const isHigh = allergy.criticality === 'high';
  const name = onOpen
    ? el('button', { type: 'button', class: 'link', on: { click: () => onOpen(allergy.entry) } }, allergy.substance)
    : allergy.substance;
  const marks = [
    isHigh && el('span', { class: 'badge badge-danger' }, t('allergy.highRisk')),
    allergy.isIntolerance && el('span', { class: 'badge' }, t('allergies.intolerance')),
    allergy.isUnconfirmed && el('span', { class: 'badge' }, t('code.unconfirmed')),
  ].filter(Boolean);
  const reactions = compact ? '' : allergy.reactions.join('; ');
  return el(
    'li',
    { class: isHigh ? 'allergy-high' : undefined },
    el('strong', {}, name),
    marks.length ? ' ' : '',
    marks,
    reactions && el('span', { class: 'allergy-reaction' }, reactions),
  );
}
