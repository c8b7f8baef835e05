/** The organisation's key: what patients share with the whole house is sealed to it. */
import { fill, h } from '../../components/dom.js';
import { ask } from '../../components/dialog.js';
import { personBadge } from '../../components/badges.js';
import { icon } from '../../components/icons.js';
import { livePart } from '../../components/live-list.js';
import { problem } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { colleagues, keyStanding, rotateOrganisationKey, versionOf } from '../../wallet/organisation.js';
import { moment } from '../../texts/index.js';

const KEEPERS = ['hospitalManager', 'insurer'];

/** The card of the key, for who keeps it. `onlyIfNeeded`: nothing is shown while all is well. */
export function keyCard(context, { onlyIfNeeded = false } = {}) {
  const { person, on, signal } = context;
  const part = livePart({
    on, signal,
    load: async () => {
      const [key, people] = await Promise.all([keyStanding(person, signal), colleagues(person, signal)]);
      const keepers = people.filter(({ role }) => KEEPERS.includes(role));
      return { ...key, isKept: keepers.some(({ id }) => versionOf(key, id) === key.version) };
    },
    draw: (key) => (onlyIfNeeded && key.version !== undefined && !key.stale && key.isKept ? []
      : card(context, key, () => part.reload())),
  });
  return part.element;
}

function card({ t, person, desk, directory }, key, redraw) {
  const { version, isKept } = key;
  const place = h('div');
  const holds = versionOf(key, person.id) === version;
  // Where nobody who may hand it on has it, a new one has to begin without it.
  const anew = version !== undefined && !isKept;
  const words = version === undefined ? 'key.make' : 'key.rotate';
  const button = h('button', {
    type: 'button', class: version === undefined || key.stale || anew ? 'button primary' : 'button',
    'data-action': 'rotate', text: t(words),
  });
  button.addEventListener('click', async () => {
    if (version !== undefined && !await ask({ title: t(words), text: t(anew ? 'key.anew.text' : 'key.rotate.text'),
      yes: t(words) })) return;
    button.disabled = true;
    fill(place);
    try {
      await rotateOrganisationKey(person, desk, { anew });
      toast(t('key.made'));
      await redraw();
    } catch (error) {
      if (error.code !== 'signature.rejected') fill(place, problem(error));
    } finally {
      button.disabled = false;
    }
  });
  return h('section', { class: 'card', 'data-part': 'key' }, h('h2', {}, icon('key'), ' ', t('key.title')),
    standing(t, directory, key),
    version !== undefined && !holds && h('p', { class: 'notice', text: t(anew ? 'key.nobody' : 'key.notHeld') }),
    (version === undefined || holds || anew) && button, place);
}

/** Which version there is, and who has it that must not have the next one. */
function standing(t, directory, { version, stale, staleSince, holders }) {
  const gone = holders.filter((one) => one.version === version && one.status !== 'verified');
  return [
    h('p', { text: version === undefined ? t('key.none') : t('key.version', { version }) }),
    stale && h('div', { class: 'notice notice-warning' },
      h('p', { text: t('key.stale', { time: moment(staleSince) }) }),
      gone.length > 0 && h('ul', {}, gone.map((one) => h('li', {}, personBadge(directory, one.member), ' ',
        t(`status.${one.status}`))))),
  ];
}

/** Whether somebody has the key of the house in its present version: always a word. */
export function keyChip(t, key, id) {
  if (key.version === undefined) return undefined;
  const version = versionOf(key, id);
  const state = version === undefined ? 'none' : version < key.version ? 'older' : 'has';
  return h('span', { class: `chip chip-${{ has: 'good', older: 'waiting', none: 'plain' }[state]}`,
    text: t(`staff.key.${state}`) });
}

/** For everybody who works here: who holds the key of the house, oneself among them. */
export function keyHolders({ t, person, directory, on, signal }) {
  return livePart({
    on, signal, load: () => keyStanding(person, signal),
    draw: (key) => [
      standing(t, directory, key),
      key.version !== undefined && h('p', {}, h('strong', { text: t('key.you') }), ' ', keyChip(t, key, person.id)),
      key.holders.length > 0 && h('ul', { class: 'list' },
        key.holders.filter((one) => one.status === 'verified' && one.member !== person.id).map((one) => (
          h('li', {}, personBadge(directory, one.member), ' ', keyChip(t, key, one.member))))),
    ],
  });
}
