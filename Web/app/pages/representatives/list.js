/** Who acts for the patient, and for whom the patient acts: to begin and end, and to go on as somebody else. */
import { h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { personBadge, statusChip } from '../../components/badges.js';
import { ask } from '../../components/dialog.js';
import { empty, show } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { holds } from '../../session/acting.js';
import { recall } from '../../session/represented.js';
import { attestationStatus, attestedUntil } from '../../wallet/dependants.js';
import { endRepresentation } from '../../wallet/representatives.js';
import { day, errorText, list, moment, relative } from '../../texts/index.js';

const ABOUT = /^(representative|dependant)\./;

export function render(context) {
  const { root, t, person, signal, on } = context;
  const [others, mine] = [h('div', { class: 'cards' }), h('div', { class: 'cards' })];
  const draw = () => {
    show(others, () => representatives(context, draw), signal);
    if (!person.actor) show(mine, () => represented(context, draw), signal);
  };
  root.append(
    h('div', { class: 'card-head page-head' }, h('h1', { text: t('representatives.title') }),
      person.may('guardian') && h('a', { class: 'button primary', href: '#/representatives/new' }, icon('plus'),
        t('representatives.appoint'))),
    part('forMe', t(person.actor ? 'representatives.forThem' : 'representatives.forMe'),
      !person.actor && t('representatives.forMe.text'), others),
    person.actor ? '' : part('byMe', t('representatives.byMe'), t('representatives.byMe.text'), mine,
      h('a', { class: 'button', href: '#/representatives/child' }, icon('plus'), t('representatives.child'))));
  on('ledger', ({ event }) => ABOUT.test(event.type) && draw());
  on('healed', draw);
  draw();
}

const part = (name, title, text, cards, action) => h('section', { class: 'page-part', 'data-part': name },
  action ? h('div', { class: 'card-head page-head' }, h('h2', { text: title }), action) : h('h2', { text: title }),
  text && h('p', { class: 'muted', text }), cards);

async function representatives(context, draw) {
  const { t, client, person, signal } = context;
  const found = await client.all(`/v1/patients/${person.id}/representations`, { signal });
  if (found.length === 0) return empty(t('representatives.none'));
  return found.map((one) => card(context, one, one.representative, [
    // A guardian is ended by themself, or by the authority.
    holds(one) && !one.guardian && person.may('guardian') && endButton(context, one, draw),
  ]));
}

async function represented(context, draw) {
  const { t, client, signal } = context;
  const [found, attested] = await Promise.all(
    ['representations', 'attestations'].map((list) => client.all(`/v1/me/${list}`, { signal })));
  const open = attested.filter((one) => attestationStatus(one) === 'open').map((one) => attestation(context, one));
  if (found.length === 0) return open.length > 0 ? open : empty(t('representatives.nobody'));
  await Promise.all(found.map((one) => recall(context, one.patient)));
  return [open, found.map((one) => card(context, one, one.patient, [
    holds(one) && actButton(context, one), passKey(context, one), holds(one) && endButton(context, one, draw),
  ]))];
}

/** Staff saw the proof: a child waits to be registered. */
const attestation = ({ t, directory }, one) => h('section', { class: 'card', 'data-attestation': one.attestation },
  h('h3', { text: t('representatives.attested') }),
  h('p', {}, personBadge(directory, one.staff)),
  h('p', { text: t('representatives.attested.text', {
    year: String(one.comesOfAge), day: day(attestedUntil(one)) }) }),
  h('div', { class: 'actions' }, h('a', { class: 'button primary', href: '#/representatives/child' }, icon('plus'),
    t('representatives.child'))));

/** From the year on in which the child comes of age: whoever is or was guardian then. */
function passKey({ t }, { guardian, status, until }) {
  const year = Date.UTC(new Date(until - 1).getUTCFullYear());
  if (!guardian || status === 'ended' || Date.now() < year) return false;
  return h('a', { class: 'button', href: '#/representatives/pass-key' }, icon('key'), t('representatives.passKey'));
}

function card({ t, directory }, one, whom, buttons) {
  const live = holds(one);
  const rows = [
    [t('representatives.may'), one.guardian ? t('representatives.guardian.may')
      : list(one.rights.map((right) => t(`word.mayAct.${right}`)))],
    [t('representatives.until'), live ? `${moment(one.until)} (${relative(one.until)})`
      : moment(one.endedAt ?? one.until)],
  ];
  return h('section', { class: 'card', 'data-representation': one.representation },
    h('h3', { class: 'card-head' }, personBadge(directory, whom), ' ',
      one.guardian && h('span', { class: 'chip chip-plain', text: t('representatives.guardian') }), ' ',
      statusChip(live ? 'live' : one.status === 'live' ? 'expired' : one.status)),
    h('dl', { class: 'facts' }, rows.flatMap(([label, value]) => [h('dt', { text: label }), h('dd', {}, value)])),
    buttons.some(Boolean) && h('div', { class: 'actions' }, buttons));
}

function actButton({ t, session }, one) {
  const button = h('button', { type: 'button', class: 'button primary', 'data-action': 'act' }, icon('person'),
    t('representatives.act'));
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      await session.actFor(one);
    } catch (error) {
      button.disabled = false;
      toast(errorText(error), 'problem');
    }
  });
  return button;
}

function endButton({ t, person, desk }, one, draw) {
  const button = h('button', { type: 'button', class: 'button danger', text: t('representatives.end') });
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      const sure = await ask({
        title: t('representatives.end'), text: t('representatives.end.text'), yes: t('representatives.end'),
        kind: 'danger' });
      if (!sure) return;
      await endRepresentation(person, desk, one.representation);
      toast(t('representatives.ended'));
      draw();
    } catch (error) {
      if (error.code !== 'signature.rejected') toast(errorText(error), 'problem');
    } finally {
      button.disabled = false;
    }
  });
  return button;
}
