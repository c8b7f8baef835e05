/** The nurse's work. */
export const wardRoutes = [
  {
    path: '/ward', page: () => import('./ward.js'), title: 'ward.title', roles: ['nurse'], styles: ['practice'],
    texts: ['practice', 'ward', 'clinical', 'entry', 'chart'], nav: { icon: 'home', label: 'nav.ward', order: 10 },
  },
];
