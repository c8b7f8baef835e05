/** Children: staff confirm guardians, guardians register children, who comes of age takes over. */
const staff = ['physician', 'nurse', 'hospitalManager'];
const texts = ['guardians'];
const patients = { roles: ['patient'], texts, under: '/representatives', narrow: true };

export const guardianRoutes = [
  {
    path: '/guardians', page: () => import('./list.js'), title: 'guardians.title', roles: [...staff, 'authority'],
    texts, nav: { icon: 'people', label: 'nav.guardians', order: 85 },
  },
  {
    path: '/guardians/attest', page: () => import('./attest.js'), title: 'guardians.attest', roles: staff, texts,
    under: '/guardians', narrow: true,
  },
  {
    path: '/guardians/hand-over', page: () => import('./hand-over.js'), title: 'guardians.handOver',
    roles: [...staff, 'authority'], texts, under: '/guardians', narrow: true,
  },
  { path: '/representatives/child', page: () => import('./child.js'), title: 'guardians.child', ...patients },
  { path: '/representatives/pass-key', page: () => import('./pass-key.js'), title: 'guardians.passKey', ...patients },
  {
    path: '/take-over', page: () => import('./take-over.js'), title: 'takeOver.title', texts, open: true, narrow: true,
  },
];
