/** The patient's pages. */
const roles = ['patient'];
const texts = ['patient'];

export const patientRoutes = [
  {
    path: '/home', page: () => import('./home.js'), title: 'home.title', roles,
    texts: ['patient', 'events', 'clinical', 'medicines'],
    nav: { icon: 'home', label: 'nav.home', order: 10 },
  },
  {
    path: '/requests', page: () => import('./requests.js'), title: 'requests.title', roles, texts,
    nav: { icon: 'key', label: 'nav.requests', order: 40 },
  },
  { path: '/requests/:request', page: () => import('./request.js'), title: 'request.title', roles, texts,
    under: '/requests' },
  {
    path: '/access', page: () => import('./access.js'), title: 'access.title', roles, texts,
    nav: { icon: 'access', label: 'nav.access', order: 50 },
  },
  { path: '/access/new', page: () => import('./give.js'), title: 'give.title', roles, texts, under: '/access' },
  {
    path: '/access/new/:grantee', page: () => import('./give-terms.js'), title: 'give.title', roles,
    texts: ['patient', 'clinical', 'myClaims'], under: '/access',
  },
  {
    path: '/log', page: () => import('./log.js'), title: 'log.title', roles, texts: ['patient', 'clinical'],
    nav: { icon: 'log', label: 'nav.log', order: 60 },
  },
  {
    path: '/privacy', page: () => import('./privacy.js'), title: 'privacy.title', roles, texts: ['privacy', 'clinical'],
    nav: { icon: 'lock', label: 'nav.privacy', order: 65 },
  },
];
