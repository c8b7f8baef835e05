/** Who acts for the patient, and for whom the patient acts: to begin and end, and to go on as somebody else. */
import { h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { personBadge, statusChip } from '../../components/badges.js';
import { ask } from '../../components/dialog.js';
import { empty, show } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { holds } from '../../session/acting.js';
import { NAME } from '../../session/represented.js';
import { endRepresentation } from '../../wallet/representatives.js';
import { errorText, list, moment, relative } from '../../texts/index.js';

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
    person.actor ? '' : part('byMe', t('representatives.byMe'), t('representatives.byMe.text'), mine));
  on('ledger', ({ event }) => ABOUT.test(event.type) && draw());
  on('healed', draw);
  draw();
}

const part = (name, title, text, cards) => h('section', { class: 'page-part', 'data-part': name },
  h('h2', { text: title }), text && h('p', { class: 'muted', text }), cards);

async function representatives(context, draw) {
  const { t, client, person, signal } = context;
  const found = await client.all(`/v1/patients/${person.id}/representations`, { signal });
  if (found.length === 0) return empty(t('representatives.none'));
  return found.map((one) => card(context, one, one.representative, [
    // A guardian is ended by themself, or by the authority.
    !one.guardian && person.may('guardian') && endButton(context, one, draw),
  ]));
}

async function represented(context, draw) {
  const { t, client, signal } = context;
  const found = await client.all('/v1/me/representations', { signal });
  if (found.length === 0) return empty(t('representatives.nobody'));
  await Promise.all(found.map((one) => recall(context, one.patient)));
  return found.map((one) => card(context, one, one.patient, [
    holds(one) && actButton(context, one), endButton(context, one, draw),
  ]));
}

/** What the patient is called, as this device has read it while the person acted for them. */
async function recall({ drafts, directory }, patient) {
  const known = await drafts.about(patient).get(NAME).catch(() => undefined);
  if (known) directory.notePatient(patient, known);
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
    live && h('div', { class: 'actions' }, buttons));
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
