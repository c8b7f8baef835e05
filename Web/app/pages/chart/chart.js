/** A patient's record: the patient's own, or that of somebody who gave access. The views are modules beside it. */
import { h } from '../../components/dom.js';
import { useStyle } from '../../components/style.js';
import { problem, progressBar } from '../../components/states.js';
import { allergyStatus } from '../../models/allergies.js';
import { allergyBanner } from '../../viewers/allergy-banner.js';
import { notEverything } from '../../viewers/lists-view.js';
import { NAME } from '../../session/represented.js';
import { chartStore } from './chart-store.js';
import { currentVisit } from '../practice/visit.js';
import { openCard } from './open-card.js';
import { list } from '../../texts/index.js';
import { visitBar } from './visit-bar.js';

const views = {
  overview: () => import('./view-overview.js'),
  timeline: () => import('./view-timeline.js'),
  results: () => import('./view-results.js'),
  medicines: () => import('./view-medicines.js'),
  documents: () => import('./view-documents.js'),
  add: () => import('./view-add.js'),
  amend: () => import('./view-add.js'),
  item: () => import('./view-item.js'),
  preview: () => import('./view-preview.js'),
  download: () => import('./view-download.js'),
};

/** The tabs of a chart; a patient has more of them. */
const tabs = (own) => [
  ['overview', ''],
  ['timeline', '/timeline'],
  ['results', '/results'],
  ['medicines', '/medicines'],
  ['documents', '/documents'],
  ['add', '/add'],
  ...(own
    ? [
        ['preview', '/preview'],
        ['download', '/download'],
      ]
    : []),
];

export async function render(context) {
  const { root, t, person, params, route, signal, on } = context;
  const patient = params.patient ?? person.id;
  const own = patient === person.id && !person.actor;
  const base = patient === person.id ? '/record' : `/chart/${patient}`;
  const store = chartStore(context, patient);
  await useStyle('clinical');
  root.classList.add('clinical');
  const [allergies, opening, body] = [h('div'), h('div'), h('div', { class: 'chart-body' })];
  store.visit = patient === person.id ? undefined : await currentVisit(context, patient);
  root.append(
    h('h1', { text: t(own ? 'records.mine' : 'records.of') }),
    tabList(t, base, route.view, own),
    visitBar(context, store.visit),
    allergies,
    opening,
    body,
  );
  const page = {
    ...context,
    store,
    patient,
    own,
    base,
    body,
    open: (entry) => context.go(`${base}/item/${entry.id}`),
    /** Draws the view anew with what is known now. */
    redraw: () => draw(),
    /** Asks anew for what is still closed. */
    reopen: () => openWhatMay(page, opening),
  };
  const view = await views[route.view]();
  const draw = async () => {
    if (signal.aborted) return;
    const chart = store.chart();
    if (!own) context.patient(patient, { proxy: Boolean(person.actor) });
    if (person.actor) rememberName(context, patient);
    allergies.replaceChildren(...(route.view === 'preview' ? [] : [banner(page, chart)]));
    await drawView(page, view, chart);
  };
  try {
    await store.refresh(signal);
    await draw();
    await openWhatMay(page, opening);
  } catch (error) {
    if (!signal.aborted) opening.replaceChildren(problem(error, () => context.app.router.show()));
  }
  if (view.isForm) return;
  on('ledger', ({ event }) => {
    if (event.patient === patient && event.type.startsWith('record.')) refreshQuietly(page, opening);
  });
}

/** So that the list of those for whom the person acts says who they are. */
function rememberName({ drafts, directory }, patient) {
  const { name, birthDate } = directory.patient(patient) ?? {};
  if (name) drafts.put(NAME, { name, birthDate }).catch(() => undefined);
}

/** Views that would say "none recorded" of what is only not open yet. */
const LISTS = ['overview', 'results', 'medicines'];
/** Which categories they are made of. */
const MADE_OF = {
  overview: ['clinical', 'medication', 'laboratory', 'imaging'],
  results: ['clinical', 'laboratory'],
  medicines: ['medication'],
};

async function drawView(page, view, chart) {
  const { store, own, t, body, route } = page;
  // What is only on its way is not said to be missing.
  body.classList.toggle('opening', LISTS.includes(route.view) && (page.opening ?? own) && store.toOpen().length > 0);
  const isList = LISTS.includes(route.view) && !own;
  if (isList && chart.entries.length > 0 && !chart.entries.some((entry) => entry.isOpen)) {
    const text = t('records.nothingOpen', { count: chart.entries.length });
    body.replaceChildren(h('p', { class: 'notice', text }));
    return;
  }
  await view.draw(page, chart);
  if (isList && !body.querySelector('[data-note=notShared]')) body.prepend(...[notShared(page)].filter(Boolean));
  if (isList && store.closed > 0 && !body.querySelector('[data-note=closed]')) {
    const text = t('records.stillClosed', { count: store.closed });
    body.prepend(h('p', { class: 'notice notice-warning', 'data-note': 'closed', text }));
  }
}

function tabList(t, base, current, own) {
  const shown = current === 'item' ? 'timeline' : current === 'amend' ? 'add' : current;
  return h(
    'nav',
    { class: 'tabs', 'aria-label': t('records.tabs') },
    tabs(own).map(([name, path]) =>
      h('a', {
        href: `#${base}${path}`,
        'aria-current': name === shown ? 'page' : undefined,
        text: t(`records.tab.${name}`),
      }),
    ),
  );
}

function banner(page, chart) {
  const { store, own } = page;
  const safety = store.documents.filter((one) => one.category === 'safety' && one.status === 'current');
  const unopened = safety.filter((one) => !store.opened.get(one.record)?.content).length;
  const granted =
    own || store.grants.some((grant) => grant.scope.categories && grant.rights.some((right) => right !== 'list'));
  const status = allergyStatus(chart.entries, { granted, unopened });
  return h('div', {}, allergyBanner(status, { onOpen: page.open }), !own && notEverything());
}

/** Nothing recorded is not the same as nothing shared. */
function notShared({ store, t, route }) {
  const reads = (category) =>
    store.grants.some((grant) => grant.rights.includes('read') && grant.scope.categories?.includes(category));
  const missing = MADE_OF[route.view].filter((category) => !reads(category));
  if (missing.length === 0) return undefined;
  const categories = list(missing.map((one) => t(`category.${one}`)));
  const text = t('records.notShared', { categories });
  return h('p', { class: 'notice notice-warning', 'data-note': 'notShared', text });
}

/** The patient's own record opens by itself; somebody else's is opened by a signed read that the patient sees. */
async function openWhatMay(page, place) {
  const { store, own } = page;
  const closed = store.toOpen();
  if (closed.length === 0) {
    place.replaceChildren();
    return;
  }
  if (!own && !store.running) {
    place.replaceChildren(openCard(page, closed, () => openAll(page, place, closed)));
    return;
  }
  await openAll(page, place, closed);
}

async function openAll(page, place, closed) {
  const { store, t, redraw } = page;
  const bar = progressBar(t('records.opening'));
  place.replaceChildren(bar.element);
  let last = performance.now();
  page.opening = true;
  await store.openAll(closed, (done, total) => {
    bar.set(done, total);
    if (performance.now() - last < 1_200 || done === total) return;
    last = performance.now();
    redraw();
  }).finally(() => { page.opening = false; });
  place.replaceChildren();
  await redraw();
}

async function refreshQuietly(page, place) {
  try {
    await page.store.refresh(page.signal);
    await page.redraw();
    await openWhatMay(page, place);
  } catch {
    // The connection's own sign says it; what is shown stays.
  }
}
