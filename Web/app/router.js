/**
 * Addresses and pages. An address stands in the fragment (`#/requests/ID?x=y`), which never reaches the node. Pages are
 * loaded when they are opened; each is a module with `render(context)` (Web/README.md).
 */
import { closeDialogs } from './components/dialog.js';
import { fill, h } from './components/dom.js';
import { loading, problem, retryWhatHeals } from './components/states.js';
import { useStyle } from './components/style.js';
import { CodedError } from './crypto/errors.js';
import { findRoute, homeOf, loadAreas, standingPage } from './pages/routes.js';
import { t, useTexts } from './texts/index.js';

export class Router {
  #leaving = new AbortController();

  #current;

  constructor(app) {
    this.app = app;
    const { session, inbox } = app;
    session.addEventListener('locked', () => this.#lock());
    session.addEventListener('left', () => this.#left());
    // The pages before signing in lead on by themselves when they are done.
    session.addEventListener('entered', () => {
      if (!this.#current?.open) this.show();
    });
    inbox.addEventListener('standing', () => this.show());
    // After the page itself has heard of it: what it reads anew by then needs no second attempt.
    inbox.addEventListener('healed', () => queueMicrotask(retryWhatHeals));
    // What was on the screen was somebody else's.
    session.addEventListener('acting', () => {
      closeDialogs();
      this.go(session.acting ? '/home' : '/representatives');
    });
  }

  start() {
    addEventListener('hashchange', () => {
      // A question of the page that is left is answered by leaving it: with nothing.
      closeDialogs();
      this.show();
    });
    this.show();
  }

  /** Goes to an address such as `/requests`. */
  go(address, { replace = false } = {}) {
    const hash = `#${address}`;
    if (location.hash === hash) this.show();
    else if (replace) {
      history.replaceState(null, '', hash);
      this.show();
    } else {
      location.hash = hash;
    }
  }

  #lock() {
    closeDialogs();
    this.show();
  }

  #left() {
    closeDialogs();
    this.go('/');
  }

  /** The address as it stands: `{path, query}`. */
  get address() {
    // An invitation's link (docs/spec/contract-people-v1.md section 3) has no slash.
    const [path, query] = location.hash.replace(/^#/, '').replace(/^join=/, '/join/').split('?');
    return { path: path || '/', query: new URLSearchParams(query) };
  }

  /** Shows the page of the address, or the one that the person's standing leaves them. */
  async show() {
    const { session, shell } = this.app;
    const { path, query } = this.address;
    this.#leaving.abort();
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const wanted = session.account !== undefined || !findRoute(path);
    const missing = wanted ? await loadAreas().then(() => undefined, (error) => ({ error })) : undefined;
    if (signal.aborted) return;
    const { route, params } = this.#choose(path, session);
    this.#current = route;
    const root = h('div', { class: 'page' });
    shell.show(route, root);
    const late = setTimeout(() => fill(root, loading()), 200);
    try {
      if (missing) this.#unreachable(missing.error);
      const signedIn = this.app.session.person ? ['wallet', 'refusals', 'words'] : [];
      const areas = [...signedIn, ...(route.texts ?? [])];
      const styles = (route.styles ?? []).map(useStyle);
      const [page] = await Promise.all([route.page(), useTexts(...areas), ...styles])
        .catch((error) => this.#unreachable(error));
      if (signal.aborted) return;
      clearTimeout(late);
      root.replaceChildren();
      // Not when all is there: who has begun to read is not sent back to the top.
      scrollTo(0, 0);
      const context = this.#context({ route, root, params, query, signal });
      context.title(t(route.title));
      await page.render(context);
    } catch (error) {
      if (signal.aborted) return;
      fill(root, h('h1', { tabindex: '-1', text: t('page.failed') }), problem(error, () => this.show()));
    } finally {
      clearTimeout(late);
    }
    if (!signal.aborted) this.#arrive(root);
  }

  /** A page that cannot be loaded: the node is out of reach, or was renewed since this page was opened. */
  #unreachable(error) {
    if (error instanceof SyntaxError) throw error;
    this.app.session.client.dispatchEvent(new Event('unreachable'));
    throw new CodedError('client.unreachable', { cause: error });
  }

  #choose(path, session) {
    if (path === '/' && session.person !== undefined) return this.#choose(homeOf(session.person), session);
    const found = findRoute(path);
    if (session.locked) return findRoute('/locked');
    if (found?.route.open) return found;
    if (session.person === undefined) return findRoute('/sign-in');
    const standing = standingPage(session.person);
    if (standing) return findRoute(standing);
    // Whoever may act has nothing to wait for.
    if (['/waiting', '/rejected', '/suspended', '/left', '/locked'].includes(path)) return this.#choose('/', session);
    const allowed = found && (found.route.roles === undefined || found.route.roles.includes(session.person.role));
    if (!allowed) return findRoute('/not-found');
    return session.acting && !session.acting.opens(found.route) ? findRoute('/home') : found;
  }

  #context({ route, root, params, query, signal }) {
    const { app } = this;
    const { session, shell } = app;
    const acting = session.acting?.represents(route) ? session.acting : undefined;
    return {
      app, root, params, query, signal, t, session, route,
      person: acting ?? session.person, client: acting?.client ?? session.client,
      desk: acting ? app.desk.as(acting) : app.desk,
      directory: app.directory, drafts: acting ? app.drafts.about(acting.id) : app.drafts, inbox: app.inbox,
      go: (address, options) => this.go(address, options),
      /** Sets what the browser's tab says. */
      title: (text) => { document.title = text ? `${text} · ${t('app.name')}` : t('app.name'); },
      /** Shows whose chart this is, above the page and before every write; nothing: not a chart. */
      patient: (id, options) => shell.patient(id, options),
      /** Listens (to `ledger`, `block`, `healed` ...) for as long as the page is shown. */
      on: (type, listener) => app.inbox.addEventListener(type, (event) => listener(event.detail), { signal }),
    };
  }

  /** Readers of the screen and of the keyboard begin at the new page's heading. */
  #arrive(root) {
    const heading = root.querySelector('h1');
    if (heading === null || document.querySelector('dialog[open]')) return;
    heading.tabIndex = -1;
    if (!root.contains(document.activeElement)) heading.focus({ preventScroll: true });
  }
}
