/** The ledger, for everybody: blocks as they come, the own transactions, receipts, organisations. */
const texts = ['ledger', 'events'];
const styles = ['ledger'];
const under = '/ledger';

export const ledgerRoutes = [
  {
    path: '/ledger', page: () => import('./ledger.js'), title: 'ledger.title', texts, styles,
    nav: { icon: 'ledger', label: 'nav.ledger', order: 90 },
  },
  {
    path: '/ledger/transaction/:hash', page: () => import('./transaction.js'), title: 'transaction.title', texts,
    styles, under,
  },
  {
    path: '/ledger/receipt', page: () => import('./receipt.js'), title: 'receipt.title', texts, styles, under,
    open: true,
  },
  {
    path: '/ledger/organisations', page: () => import('./organisations.js'), title: 'organisations.title', texts,
    styles, under, open: true,
  },
  {
    path: '/ledger/organisations/:organisation', page: () => import('./organisation.js'),
    title: 'organisation.title', texts, styles, under,
  },
];
