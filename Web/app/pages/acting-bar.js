/** For whom the person acts: over every page, in a colour of its own, with the way back. */
import { fill, h } from '../components/dom.js';
import { icon } from '../components/icons.js';
import { useStyle } from '../components/style.js';
import { readableIdentity } from '../crypto/identity.js';
import { t } from '../texts/index.js';

/** Fills `place` for the page of `route`. */
export async function actingBar(place, { session, directory }, route) {
  const { acting } = session;
  if (acting === undefined) return;
  const code = readableIdentity(acting.id);
  const words = h('p', {});
  const say = (name) => fill(words, h('strong', {
    text: t(acting.represents(route) ? 'acting.for' : 'acting.own', { name }) }), ' ', t('acting.shown'));
  say(code);
  directory.nameOf(acting.id).then((name) => name && say(`${name} (${code})`), () => undefined);
  const end = () => session.actFor(undefined);
  fill(place, h('section', { class: 'acting', 'aria-label': t('acting.label') }, icon('people'), words,
    h('button', { type: 'button', class: 'button', text: t('acting.end'), onclick: end })));
  await useStyle('acting');
}
