/** Lets somebody act for the patient: who, what, until when; a guardian makes another one too. */
import { h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { checkGroup, durationPicker } from '../../components/pickers.js';
import { toast } from '../../components/toast.js';
import { typedIdentity } from '../../crypto/identity.js';
import { dependantKey } from '../../session/acting.js';
import {
  appointGuardian, appointRepresentative, REPRESENTATIVE_RIGHTS,
} from '../../wallet/representatives.js';

const USUAL = ['read', 'arrange'];
const MONTH = 30 * 86_400_000;

export function render(context) {
  const { root, t, person } = context;
  const guardian = person.actor?.representation.guardian;
  const who = field({
    name: 'representative', label: t('representatives.who'), hint: t('representatives.who.hint'), autocomplete: 'off',
    autocapitalize: 'characters', spellcheck: 'false',
    check: (text) => (typedIdentity(text) ? undefined : t('representatives.who.wrong')),
  });
  const kind = field({
    name: 'kind', label: t('representatives.kind'), type: 'select', value: 'representative',
    options: ['representative', 'guardian'].map((value) => ({ value, label: t(`representatives.kind.${value}`) })),
  });
  const rights = checkGroup({
    name: 'rights', legend: t('representatives.may'), chosen: USUAL,
    options: REPRESENTATIVE_RIGHTS.map((value) => ({
      value, label: t(`representatives.right.${value}`), hint: t(`representatives.right.${value}.hint`) })),
  });
  rights.check = (chosen) => (
    chosen?.includes('consent') && !chosen.includes('read') ? t('representatives.right.consent.reads') : undefined);
  const until = durationPicker({ milliseconds: MONTH, legend: t('representatives.howLong') });
  const made = form({
    fields: [who, guardian && kind, rights, until].filter(Boolean), action: t('representatives.appoint'),
    submit: (values) => appoint(context, values),
  });
  const toggle = () => {
    const all = guardian && kind.value === 'guardian';
    for (const part of [rights, until]) {
      part.element.hidden = all;
      part.required = !all;
    }
  };
  kind.input.addEventListener('change', toggle);
  made.element.classList.add('card');
  root.append(h('h1', { text: t('representatives.appoint') }), h('p', { text: t('representatives.appoint.text') }),
    made.element);
}

async function appoint({ t, person, desk, go }, { representative: typed, kind, rights, duration }) {
  const representative = typedIdentity(typed);
  if (kind === 'guardian') {
    await appointGuardian(person, desk, { representative, scalar: await dependantKey(person) });
  } else {
    await appointRepresentative(person, desk, { representative, rights, until: Date.now() + duration });
  }
  toast(t('representatives.appointed'));
  go('/representatives');
}
