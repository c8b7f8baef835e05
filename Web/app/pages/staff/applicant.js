/** One applicant: the form beside the credentials that were sealed to the authority, and the decision. */
import { h } from '../../components/dom.js';
import { organisationBadge, statusChip } from '../../components/badges.js';
import { field, form } from '../../components/form.js';
import { empty, show } from '../../components/states.js';
import { useStyle } from '../../components/style.js';
import { toast } from '../../components/toast.js';
import { openNote } from '../../crypto/note.js';
import { readableIdentity } from '../../crypto/identity.js';
import { decideAbout } from '../../wallet/notes.js';
import { recogniseMedia } from '../../models/media-type.js';
import { documentView } from '../../viewers/document-view.js';

export async function render(context) {
  const { root, t, client, params, directory, signal } = context;
  await useStyle('clinical');
  const applicant = await client.get(`/v1/identities/${params.identity}`);
  const papers = h('div');
  const rows = [
    [t('verification.who'), h('strong', { text: applicant.profile?.name ?? '' })],
    [t('standing.role'), t(`role.${applicant.role}`)], [t('signUp.specialty'), applicant.profile?.specialty],
    [t('standing.organisation'), organisationBadge(directory, applicant.organisation)],
    [t('standing.id'), h('span', { class: 'id', text: readableIdentity(applicant.id) })],
    [t('verification.status'), statusChip(applicant.status)],
  ].filter(([, value]) => value);
  root.append(h('h1', { text: t('applicant.title') }),
    h('div', { class: 'split' },
      h('div', {}, h('dl', { class: 'facts card' }, rows.flatMap(([label, value]) => (
        [h('dt', { text: label }), h('dd', {}, value)]))), decision(context, applicant)),
      h('section', { class: 'card clinical' }, h('h2', { text: t('standing.credentials') }), papers)));
  show(papers, () => credentials(context, applicant), signal);
}

async function credentials({ t, client, person }, applicant) {
  const bytes = await client.find(`/v1/identities/${applicant.id}`) && await client.bytes(
    `/v1/identities/${applicant.id}/credentials`).catch((error) => {
    if (error.code === 'notFound') return undefined;
    throw error;
  });
  if (bytes === undefined) return empty(t('applicant.noCredentials'));
  const { metadata, content } = await openNote(bytes, {
    recipient: person.id, pair: person.keys.sealing, network: person.networkId, sender: applicant.id,
    kind: 'credential',
  });
  // What it is, it says itself: a name or a type that an applicant chose decides nothing.
  const media = recogniseMedia(content, metadata.mediaType);
  const fileName = metadata.fileName ?? t('document.unnamed');
  const view = documentView({ bytes: content, media, fileName, title: fileName });
  return [h('p', { class: 'muted', text: fileName }), view];
}

function decision(context, applicant) {
  const { t, person, desk, go } = context;
  if (!['pending', 'rejected'].includes(applicant.status)) return h('p', { text: t('applicant.decided') });
  const note = field({
    name: 'note', label: t('applicant.note'), hint: t('applicant.note.hint'), type: 'textarea', required: false,
    maxlength: 1000,
  });
  const decide = async (type, done) => {
    await decideAbout(person, desk, type, applicant.id, note.value.trim());
    toast(t(done, { name: applicant.profile?.name ?? '' }));
    go('/verification');
  };
  const made = form({
    before: h('h2', { text: t('applicant.decision') }), fields: [note], action: t('applicant.verify'),
    submit: () => decide('identity.verify', 'applicant.verified'),
    secondary: applicant.status === 'pending' && h('button', {
      type: 'button', class: 'button danger', text: t('applicant.reject'),
      onclick: () => {
        if (note.value.trim() === '') {
          note.fail(t('applicant.reject.why'));
          note.input.focus();
          return;
        }
        decide('identity.reject', 'applicant.rejected').catch((error) => made.fail(error));
      },
    }),
  });
  made.element.classList.add('card');
  return made.element;
}
