/** Claims: at the insurer, and at the management that submits them. */
const roles = ['insurer', 'hospitalManager'];
const texts = ['insurance', 'clinical', 'entry', 'chart', 'organisation', 'practice'];
const under = '/insurance';

export const insuranceRoutes = [
  {
    path: '/insurance', page: () => import('./claims.js'), title: 'claims.title', roles, texts,
    nav: { icon: 'records', label: 'nav.claims', order: 11 },
  },
  {
    path: '/insurance/submit', page: () => import('./submit.js'), title: 'claims.submit', roles: ['hospitalManager'],
    texts, under,
  },
  { path: '/insurance/claim/:claim', page: () => import('./claim.js'), title: 'claims.one', roles, texts, under },
];
