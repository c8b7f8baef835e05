/** Pages of who manages an organisation: hospital managers, and insurers for their own. */
const managers = ['hospitalManager'];
const roles = ['hospitalManager', 'insurer'];
const texts = ['organisation'];
const under = '/organisation';

export const organisationRoutes = [
  {
    path: '/organisation', page: () => import('./home.js'), title: 'management.title', roles: managers, texts,
    nav: { icon: 'home', label: 'nav.home', order: 10 },
  },
  {
    path: '/organisation/staff', page: () => import('./staff.js'), title: 'staff.title', roles, texts,
    nav: { icon: 'organisation', label: 'nav.staff', order: 14 },
  },
  {
    path: '/organisation/patients', page: () => import('./patients.js'), title: 'shared.title', roles: managers, texts,
    nav: { icon: 'person', label: 'nav.sharedPatients', order: 12 },
  },
  {
    path: '/organisation/erasures', page: () => import('./erasures.js'), title: 'erasures.title', roles: managers,
    texts, under,
  },
  {
    path: '/organisation/appointments', page: () => import('./appointments.js'), title: 'free.title', roles: managers,
    texts, styles: ['practice'], nav: { icon: 'calendar', label: 'nav.freeSlots', order: 13 },
  },
  {
    path: '/join/:link', page: () => import('../shared/sign-up-staff.js'), title: 'signUp.staff.title', open: true,
    narrow: true,
  },
];
