/** Claims, the patient's side; the insurer's and the management's is pages/insurance/. */
const roles = ['patient'];
const texts = ['insurance', 'myClaims', 'clinical'];

export const claimsRoutes = [
  {
    path: '/claims', page: () => import('./list.js'), title: 'claims.title', roles, texts,
    nav: { icon: 'records', label: 'nav.claims', order: 70 },
  },
  { path: '/claims/new', page: () => import('./new.js'), title: 'claims.submit', roles, texts, under: '/claims' },
];
