/** The organisation's key: what patients share with the whole house is sealed to it. */
import { fill, h } from '../../components/dom.js';
import { ask } from '../../components/dialog.js';
import { icon } from '../../components/icons.js';
import { livePart } from '../../components/live-list.js';
import { problem } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { holdsOrganisationKey, rotateOrganisationKey } from '../../wallet/organisation.js';

/** The card of the key. `onlyIfMissing`: nothing is shown while all is well. */
export function keyCard(context, { onlyIfMissing = false } = {}) {
  const { client, person, on, signal } = context;
  const part = livePart({
    on, signal,
    load: async () => {
      const { key } = await client.get(`/v1/organisations/${person.identity.organisation}`, { signal });
      return { version: key?.version, holds: key ? await holdsOrganisationKey(person, key.version) : false };
    },
    draw: ({ version, holds }) => (
      onlyIfMissing && version !== undefined ? [] : card(context, version, holds, () => part.reload())),
  });
  return part.element;
}

function card({ t, person, desk }, version, holds, redraw) {
  const place = h('div');
  const mayRotate = version === undefined || holds;
  const button = h('button', {
    type: 'button', class: version === undefined ? 'button primary' : 'button', 'data-action': 'rotate',
    text: t(version === undefined ? 'key.make' : 'key.rotate'),
  });
  button.addEventListener('click', async () => {
    if (version !== undefined && !await ask({ title: t('key.rotate'), text: t('key.rotate.text'),
      yes: t('key.rotate') })) return;
    button.disabled = true;
    fill(place);
    try {
      await rotateOrganisationKey(person, desk);
      toast(t('key.made'));
      await redraw();
    } catch (error) {
      if (error.code !== 'signature.rejected') fill(place, problem(error));
    } finally {
      button.disabled = false;
    }
  });
  return h('section', { class: 'card', 'data-part': 'key' }, h('h2', {}, icon('key'), ' ', t('key.title')),
    h('p', { text: version === undefined ? t('key.none') : t('key.version', { version }) }),
    version !== undefined && !holds && h('p', { class: 'notice', text: t('key.notHeld') }),
    mayRotate && button, place);
}
