/** The ledger, for everybody: blocks as they come, the own transactions, receipts, organisations. */
const texts = ['ledger', 'events'];
const under = '/ledger';

export const ledgerRoutes = [
  {
    path: '/ledger', page: () => import('./ledger.js'), title: 'ledger.title', texts,
    nav: { icon: 'ledger', label: 'nav.ledger', order: 90 },
  },
  {
    path: '/ledger/transaction/:hash', page: () => import('./transaction.js'), title: 'transaction.title', texts,
    under,
  },
  { path: '/ledger/receipt', page: () => import('./receipt.js'), title: 'receipt.title', texts, under, open: true },
  {
    path: '/ledger/organisations', page: () => import('./organisations.js'), title: 'organisations.title', texts,
    under, open: true,
  },
  {
    path: '/ledger/organisations/:organisation', page: () => import('./organisation.js'),
    title: 'organisation.title', texts, under,
  },
];
