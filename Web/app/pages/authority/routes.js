/** Pages of the health authority beside its verification queue. */
const roles = ['authority'];
const texts = ['authority', 'organisation'];

export const authorityRoutes = [
  {
    path: '/authority/people', page: () => import('./people.js'), title: 'people.title', roles, texts,
    nav: { icon: 'person', label: 'nav.people', order: 20 },
  },
  {
    path: '/authority/network', page: () => import('./network.js'), title: 'rules.title', roles, texts,
    nav: { icon: 'settings', label: 'nav.rules', order: 30 },
  },
];
