/** Who acts for a patient, and for whom the patient acts. */
const roles = ['patient'];
const texts = ['representatives'];

export const representativeRoutes = [
  {
    path: '/representatives', page: () => import('./list.js'), title: 'representatives.title', roles, texts,
    nav: { icon: 'people', label: 'nav.representatives', order: 55 },
  },
  {
    path: '/representatives/new', page: () => import('./appoint.js'), title: 'representatives.appoint', roles, texts,
    under: '/representatives', narrow: true,
  },
];
