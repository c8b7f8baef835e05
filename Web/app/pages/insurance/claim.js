/** One claim: what for, how much; the granted documents and nothing else; the answer. */
import { fill, h } from '../../components/dom.js';
import { organisationBadge, personBadge } from '../../components/badges.js';
import { field, form } from '../../components/form.js';
import { ask } from '../../components/dialog.js';
import { icon } from '../../components/icons.js';
import { livePart } from '../../components/live-list.js';
import { empty, problem } from '../../components/states.js';
import { useStyle } from '../../components/style.js';
import { toast } from '../../components/toast.js';
import { recordView } from '../../viewers/record-view.js';
import { answerClaim, claimReason, withdrawClaim } from '../../wallet/claims.js';
import { errorText, moment } from '../../texts/index.js';
import { chartStore } from '../chart/chart-store.js';
import { namesLine } from '../shared/nameless.js';
import { claimChip, money, textOf } from './parts.js';

export async function render(context) {
  const { root, t, client, params, person, patient, on, signal } = context;
  await useStyle('clinical');
  const claim = await client.get(`/v1/claims/${params.claim}`, { signal });
  patient(claim.patient);
  const store = person.role === 'insurer' ? chartStore(context, claim.patient) : undefined;
  const part = livePart({
    on, signal,
    load: async () => {
      const { at, ...now } = await client.get(`/v1/claims/${params.claim}`, { signal });
      const grant = store && await client.find(`/v1/grants/${now.grant}`);
      return { claim: now, grant: grant && { status: grant.status, until: grant.until, scope: grant.scope } };
    },
    draw: async ({ claim: now, grant }) => {
      const text = await textOf(person, now);
      const reason = await claimReason(person, now).catch(() => undefined);
      await store?.refresh(signal);
      const redraw = () => {
        patient(now.patient);
        return part.reload();
      };
      const names = store && await namesLine(context, [now.patient], redraw);
      return [names, page({ ...context, store, grant, redraw }, now, text, reason)];
    },
  });
  root.append(h('h1', { text: t('claims.one') }), part.element);
  return part.ready;
}

function page(context, claim, text, reason) {
  const { t, directory, person, store } = context;
  const rows = [
    [t('claims.state'), claimChip(t, claim)],
    [t('claims.what'), text.failure ? errorText({ code: text.failure }) : h('span', { class: 'pre', text:
      text.description })],
    [t('claims.amount'), !text.failure && h('strong', { text: money(text) })],
    [t('claims.for'), personBadge(directory, claim.patient)],
    [t('claims.by'), claim.submitter === claim.patient
      ? t('claims.by.patient') : personBadge(directory, claim.submitter)],
    [t('claims.insurer'), organisationBadge(directory, claim.insurer)],
    [t('claims.submitted'), moment(claim.submittedAt)],
    [t('claims.answered'), claim.answeredBy && h('span', {}, personBadge(directory, claim.answeredBy), ' ',
      moment(claim.endedAt))],
    [t('claims.reason'), reason && h('span', { class: 'pre', text: reason })],
  ].filter(([, value]) => value);
  const about = h('section', { class: 'card' }, h('dl', { class: 'facts' }, rows.flatMap(([label, value]) => (
    [h('dt', { text: label }), h('dd', {}, value)]))));
  if (person.role !== 'insurer') return [about, withdrawal(context, claim)];
  return h('div', { class: 'split' },
    h('div', {}, about, claim.status === 'open' && answer(context, claim)),
    h('section', { class: 'card clinical' }, h('h2', { text: t('claims.documents') }),
      store && documents(context, claim)));
}

/** What the grant of the claim opens, and nothing else: each opening is signed, and the patient sees it. */
function documents(context, claim) {
  const { t, store, grant, redraw } = context;
  const granted = new Set(grant?.scope.records ?? []);
  const shown = store.documents.filter((one) => granted.has(one.record));
  if (shown.length === 0) return empty(t(claim.status === 'open' ? 'claims.documents.none' : 'claims.documents.over'));
  const chart = store.chart((one) => granted.has(one.record));
  const closed = shown.filter((one) => store.mayOpen(one) && !store.opened.get(one.record)?.content);
  const place = h('div');
  const button = closed.length > 0 && h('button', { type: 'button', class: 'button primary', 'data-action': 'open' },
    icon('lock'), t('claims.documents.open', { count: closed.length }));
  if (button) {
    button.addEventListener('click', async () => {
      button.disabled = true;
      fill(place);
      try {
        await store.open(closed);
        await redraw();
      } catch (error) {
        if (error.code !== 'signature.rejected') fill(place, problem(error));
      } finally {
        button.disabled = false;
      }
    });
  }
  return [
    h('p', { class: 'muted', text: t('claims.documents.text') }), button, place,
    chart.entries.filter((entry) => entry.isOpen).map((entry) => recordView(entry, chart, {})),
  ];
}

function answer(context, claim) {
  const { t, person, desk, redraw } = context;
  const decision = field({
    name: 'decision', label: t('claims.decision'), type: 'select',
    options: [{ value: '', label: t('claims.decision.choose') },
      ...['accepted', 'partial', 'refused'].map((value) => ({ value, label: t(`claims.decision.${value}`) }))],
  });
  const reason = field({
    name: 'reason', label: t('claims.reason'), hint: t('claims.reason.hint'), type: 'textarea', required: false,
    maxlength: 1_000,
  });
  const made = form({
    before: h('h2', { text: t('claims.answer') }), fields: [decision, reason], action: t('claims.answer.action'),
    submit: async (values) => {
      if (values.decision !== 'accepted' && values.reason.trim() === '') {
        reason.fail(t('claims.reason.missing'));
        reason.input.focus();
        return;
      }
      await answerClaim(person, desk, claim, values.decision, values.reason.trim());
      toast(t('claims.answered.done'));
      await redraw();
    },
  });
  made.element.classList.add('card');
  return made.element;
}

function withdrawal({ t, person, desk, redraw }, claim) {
  if (claim.status !== 'open') return undefined;
  return h('button', {
    type: 'button', class: 'button danger', text: t('claims.withdraw'),
    onclick: async () => {
      if (!await ask({ title: t('claims.withdraw'), text: t('claims.withdraw.text'), yes: t('claims.withdraw'),
        kind: 'danger' })) return;
      try {
        await withdrawClaim(person, desk, claim);
        toast(t('claims.withdrawn'));
        await redraw();
      } catch (error) {
        if (error.code !== 'signature.rejected') toast(errorText(error), 'problem');
      }
    },
  });
}
