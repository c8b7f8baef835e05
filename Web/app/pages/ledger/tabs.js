/** The pages of the ledger, side by side. */
import { h } from '../../components/dom.js';

/** Tabs; who is not signed in has those that need no signing in. */
export function ledgerTabs({ t, person }, current) {
  const all = [['ledger', '/ledger'], ['receipt', '/ledger/receipt'], ['organisations', '/ledger/organisations']];
  const shown = person ? all : all.slice(1);
  return h('nav', { class: 'tabs', 'aria-label': t('ledger.tabs') }, shown.map(([name, path]) => h('a', {
    href: `#${path}`, 'aria-current': name === current ? 'page' : undefined, text: t(`ledger.tab.${name}`),
  })));
}
