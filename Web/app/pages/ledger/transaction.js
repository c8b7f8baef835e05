/** The life of one transaction, its receipt, and the proof in this browser. */
import { fill, h, saveFile } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { show } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { equalBytes } from '../../crypto/bytes.js';
import { CodedError, fail } from '../../crypto/errors.js';
import { parseTransaction } from '../../crypto/jws.js';
import { examineReceipt } from '../../crypto/receipt.js';
import { parseStrictObject } from '../../crypto/strict-json.js';
import { eventWords } from '../../session/event-words.js';
import { errorText, moment, number } from '../../texts/index.js';
import { wordsFor } from '../../wallet/wording.js';
import { checkChain, readHeaders } from './blocks.js';
import { examinationView, organisationNames } from './examination.js';
import { ledgerTabs } from './tabs.js';

/** How many headers after the transaction's own are followed, at most. */
const FOLLOWED = 100;

export async function render(context) {
  const { root, t, params, signal } = context;
  const [life, proof] = [h('div'), h('div')];
  root.append(h('h1', { text: t('transaction.title') }), ledgerTabs(context, 'ledger'), life, proof);
  await show(life, () => lifeOf(context, params.hash, proof), signal);
}

async function lifeOf(context, hash, place) {
  const { t, client, directory, person, signal } = context;
  const path = `/v1/transactions/${hash}`;
  const [result, receipt] = await Promise.all([
    client.get(path, { signal }), client.bytes(`${path}/receipt`, { signal })]);
  const transaction = await parseTransaction(parseStrictObject(receipt).transaction);
  const events = await Promise.all((result.events ?? []).map((event) => eventWords(event, directory, person)));
  const own = transaction.signer === person.keys.signing.thumbprint;
  const names = await namesIn(transaction.command, directory);
  const steps = [
    [t(own ? 'transaction.signed.mine' : 'transaction.signed'), moment(transaction.issuedAt)],
    [t('transaction.ordered', { height: number(result.height), position: number(result.index + 1) }),
      moment(result.time)],
    [result.accepted ? t('transaction.accepted')
      : t('transaction.rejected', { reason: errorText({ code: result.code }) }), undefined],
    ...events.map((text) => [text, undefined]),
  ];
  const verify = h('button', { type: 'button', class: 'button primary' }, icon('check'), t('transaction.verify'));
  verify.addEventListener('click', () => examine(context, { receipt, result, own, place, verify }));
  return [
    h('section', { class: 'card' },
      h('p', { class: 'confirm-words', text: wordsFor(transaction.command, (id) => names.get(id))
        ?? transaction.command.type }),
      h('ol', { class: 'life' }, steps.map(([text, time]) => h('li', {}, h('span', { text }),
        time && h('span', { class: 'muted small', text: ` ${time}` })))),
      h('div', { class: 'actions' }, verify, h('button', {
        type: 'button', class: 'button', onclick: () => (
          saveFile(receipt, `receipt-${hash.slice(0, 8)}.json`, 'application/json')),
      }, icon('download'), t('transaction.save'))),
      h('p', { class: 'hint', text: t('transaction.save.hint') })),
    h('details', { class: 'exact card' }, h('summary', { text: t('confirm.exact') }),
      h('dl', { class: 'facts' }, h('dt', { text: t('transaction.hash') }), h('dd', { class: 'secret', text: hash })),
      h('pre', { tabindex: '0', text: JSON.stringify(transaction.command, null, 2) })),
  ];
}

async function namesIn(command, directory) {
  const names = new Map();
  for (const value of Object.values(command)) {
    if (typeof value !== 'string' || !/^[0-9A-Z]{14}$/.test(value)) continue;
    const name = await directory.nameOf(value).catch(() => undefined);
    if (name) names.set(value, name);
  }
  return names;
}

async function examine(context, { receipt, result, own, place, verify }) {
  const { person, directory, signal } = context;
  verify.disabled = true;
  try {
    const key = own ? person.keys.signing.jwk : undefined;
    const examined = await examineReceipt(receipt, person.networkId, key);
    if (examined.header) examined.steps.push(await chainStep(context, examined.header, result));
    if (signal.aborted) return;
    const view = examinationView(examined, await organisationNames(directory));
    fill(place, view);
    view.focus();
  } catch (error) {
    toast(errorText(error), 'problem');
  } finally {
    verify.disabled = false;
  }
}

/** That the node shows this very header, and that the headers after it follow from it. */
async function chainStep({ client, person, signal }, header, result) {
  try {
    const { items } = await client.page('/v1/headers', { query: { from: header.height }, limit: FOLLOWED, signal });
    const headers = await readHeaders(items, person.networkId);
    const same = headers.length > 0 && headers[0].height === header.height && result.height === header.height
      && equalBytes(headers[0].transactionsRoot, header.transactionsRoot) && headers[0].time === header.time;
    if (!same) fail('chain.header');
    checkChain(headers);
    return { name: 'chain', state: 'holds', blocks: headers.length };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { name: 'chain', state: /^(client|session|busy)/.test(error.code) ? 'open' : 'fails', code: error.code };
  }
}
