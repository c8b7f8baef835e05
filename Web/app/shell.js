/** What stands around every page: who one is, where one can go, what waits, whether the connection stands. */
import { fill, h, svg } from './components/dom.js';
import { icon } from './components/icons.js';
import { readableIdentity } from './crypto/identity.js';
import { navigationOf } from './pages/routes.js';
import { LANGUAGES, language, primary, setLanguage, t } from './texts/index.js';

export class Shell {
  constructor(root, app) {
    this.app = app;
    this.frame = h('div', { class: 'shell shell-open' });
    this.head = h('header', { class: 'head' });
    this.connection = h('div', { role: 'status', 'aria-live': 'polite' });
    this.alarm = h('div', { 'aria-live': 'assertive' });
    this.acting = h('div', {});
    this.notices = h('div', { class: 'notices' }, this.acting, this.connection, this.alarm);
    this.nav = h('nav', { class: 'nav', id: 'nav', hidden: true, onkeydown: (event) => {
      if (event.key === 'Escape' && this.nav.classList.contains('open')) this.toggle.click();
    } });
    this.banner = h('div', {});
    this.content = h('div', {});
    this.main = h('main', { class: 'main', id: 'main', tabindex: '-1' }, this.banner, this.content);
    this.skip = h('a', { class: 'skip', href: '#main', onclick: (event) => this.#skip(event) });
    this.frame.append(this.head, this.notices, this.nav, this.main);
    fill(root, this.skip, this.frame);
    app.inbox.addEventListener('changed', () => {
      this.#bell();
      this.#counts();
    });
    app.inbox.addEventListener('connection', (event) => this.#connection(event.detail));
    app.desk.receipts.addEventListener('changed', () => this.#alarm());
  }

  #skip(event) {
    event.preventDefault();
    this.main.focus();
  }

  /** Puts a page in its place. */
  show(route, root) {
    const { person } = this.app.session;
    this.skip.textContent = t('shell.skip');
    this.route = route;
    this.#drawHead(person);
    this.#drawActing(route);
    this.#drawNav(person, route);
    this.patient(undefined);
    this.frame.classList.toggle('shell-open', this.nav.hidden);
    root.classList.toggle('page-narrow', route.narrow ?? false);
    fill(this.content, root);
  }

  #drawHead(person) {
    const { session } = this.app;
    this.toggle = h('button', {
      type: 'button', class: 'icon-button nav-toggle', 'aria-label': t('shell.menu'), 'aria-controls': 'nav',
      'aria-expanded': 'false', onclick: () => {
        const open = this.nav.classList.toggle('open');
        this.toggle.setAttribute('aria-expanded', String(open));
        this.toggle.focus();
      },
    }, icon('menu'));
    const brand = h('a', { class: 'brand', href: '#/', 'aria-label': t('shell.home') },
      svg('svg', { class: 'brand-mark', viewBox: '0 0 32 32', 'aria-hidden': 'true' },
        svg('rect', { width: 32, height: 32, rx: 8, fill: '#0b6e69' }),
        svg('path', { d: 'M13.5 7h5v6.5H25v5h-6.5V25h-5v-6.5H7v-5h6.5z', fill: '#fff' })),
      h('span', { class: 'brand-name', text: t('app.name') }));
    if (person === undefined) {
      fill(this.head, brand, h('div', { class: 'head-actions alone' }, this.#languages(),
        session.account === undefined && h('a', { class: 'button', href: '#/sign-in', text: t('shell.signIn') })));
      return;
    }
    this.bell = h('a', { class: 'icon-button', href: '#/inbox' });
    fill(this.head, this.toggle, brand, this.#whoAmI(person), h('div', { class: 'head-actions' }, this.bell,
      h('button', {
        type: 'button', class: 'icon-button', 'aria-label': t('shell.lock'), title: t('shell.lock'),
        onclick: () => session.lock(),
      }, icon('lock')),
      h('a', { class: 'icon-button', href: '#/me', 'aria-label': t('shell.me'), title: t('shell.me') },
        icon('settings'))));
    this.#bell();
  }

  /** For whom the person acts stands over every page. */
  #drawActing(route) {
    const { acting } = this.app.session;
    this.frame.classList.toggle('shell-acting', acting !== undefined);
    this.acting.replaceChildren();
    if (acting) import('./pages/acting-bar.js').then(({ actingBar }) => actingBar(this.acting, this.app, route));
  }

  #whoAmI(person) {
    const place = h('span', {});
    this.app.directory.organisation(person.identity.organisation).then((organisation) => {
      if (organisation) place.textContent = ` · ${organisation.name}`;
    }, () => undefined);
    return h('div', { class: 'whoami' },
      h('span', { class: 'whoami-name', text: person.name ?? readableIdentity(person.id) }),
      h('span', { class: 'whoami-role' }, t(`role.${person.role}`), place));
  }

  #languages() {
    const select = h('select', { class: 'language', 'aria-label': t('shell.language') },
      Object.entries(LANGUAGES).map(([value, label]) => (
        h('option', { value, text: label, selected: value === primary(), lang: value }))));
    select.addEventListener('change', () => this.changeLanguage(select.value));
    return select;
  }

  /** Speaks another language from here on. */
  async changeLanguage(wanted) {
    if (language().split('-')[0] !== wanted) await setLanguage(wanted);
    this.app.router.show();
  }

  #bell() {
    if (!this.bell?.isConnected) return;
    const { waiting } = this.app.inbox;
    const label = t('shell.inbox', waiting > 0 ? { count: waiting } : undefined);
    this.bell.setAttribute('aria-label', label);
    this.bell.title = label;
    fill(this.bell, icon('bell'), waiting > 0 && h('span', { class: 'count', text: waiting > 99 ? '99+' : waiting }));
  }

  #connection(state) {
    fill(this.connection, state === 'lost' && h('div', { class: 'notice', 'data-notice': 'connection' },
      icon('warning'), h('p', { text: t('shell.connectionLost') })));
  }

  /** What the node said to be done and cannot prove: nobody may miss it, whatever page they are on. */
  #alarm() {
    const { receipts } = this.app.desk;
    const { alarms } = receipts;
    if (alarms.length === 0) {
      this.alarm.replaceChildren();
      return;
    }
    if (this.alarm.dataset.count === String(alarms.length) && this.alarm.childElementCount > 0) return;
    this.alarm.dataset.count = String(alarms.length);
    const refuted = alarms.some(({ state }) => state === 'refuted');
    fill(this.alarm, h('div', { class: 'notice notice-alarm', 'data-notice': 'receipt' },
      icon('warning'), h('p', {}, t(refuted ? 'shell.receiptRefuted' : 'shell.receiptUnproven'), ' ',
        h('a', { href: '#/ledger', text: t('shell.receiptWhich') })),
      h('button', {
        type: 'button', class: 'icon-button', 'aria-label': t('action.close'), onclick: () => receipts.dismiss(),
      }, icon('close'))));
  }

  #drawNav(person, route) {
    const { acting } = this.app.session;
    const items = person === undefined ? [] : navigationOf(person, acting);
    this.nav.hidden = items.length === 0;
    this.nav.classList.remove('open');
    this.nav.setAttribute('aria-label', t('shell.navigation'));
    fill(this.nav, h('ul', {}, items.map((item) => h('li', {}, h('a', {
      href: `#${item.path}`, 'aria-current': item.path === (route.under ?? route.path) ? 'page' : undefined,
    }, icon(item.nav.icon), h('span', { text: t(item.nav.label) }),
    item.nav.waiting && h('span', { class: 'nav-count', 'data-waiting': item.nav.waiting, hidden: true }))))));
    this.#counts();
  }

  /** How much waits behind an item of the navigation: `nav.waiting` names the count that the node gives. */
  #counts() {
    const { acting, person } = this.app.session;
    const waiting = (acting ?? person)?.waiting ?? {};
    for (const element of this.nav.querySelectorAll('[data-waiting]')) {
      const count = waiting[element.dataset.waiting] ?? 0;
      element.hidden = count === 0;
      fill(element, h('span', { 'aria-hidden': 'true', text: count > 99 ? '99+' : count }),
        h('span', { class: 'visually-hidden', text: t('shell.waiting', { count }) }));
    }
  }

  /**
   * Whose chart is on the screen: name, date of birth, id, and what must not be missed. `options`: `{name, birthDate,
   * alerts: [text], proxy}`; what is not known is said to be so.
   */
  patient(id, options = {}) {
    this.shownPatient = id;
    if (id === undefined) {
      this.banner.replaceChildren();
      return;
    }
    const known = { ...this.app.directory.patient(id), ...options };
    fill(this.banner, h('section', {
      class: known.proxy ? 'banner banner-proxy' : 'banner', 'aria-label': t('banner.label'),
    },
    h('span', { class: 'banner-name', text: known.name ?? t('banner.nameUnknown') }),
    h('span', { text: known.birthDate ? t('banner.born', { date: known.birthDate }) : t('banner.bornUnknown') }),
    h('span', { class: 'id', text: readableIdentity(id) }),
    known.proxy && h('span', { text: t('banner.proxy') }),
    known.alerts?.length > 0 && h('p', { class: 'banner-alerts' }, icon('warning'), ' ', known.alerts.join(' · '))));
  }
}
