/** Pages for everybody: before signing in, and whatever the role. */
const open = true;
const narrow = true;
const texts = ['standing'];

export const sharedRoutes = [
  { path: '/', page: () => import('./landing.js'), title: 'landing.title', open },
  { path: '/sign-in', page: () => import('./sign-in.js'), title: 'signIn.title', open, narrow },
  { path: '/sign-up', page: () => import('./sign-up.js'), title: 'signUp.title', open, narrow },
  { path: '/sign-up/staff', page: () => import('./sign-up-staff.js'), title: 'signUp.staff.title', open, narrow },
  { path: '/locked', page: () => import('./locked.js'), title: 'locked.title', narrow },
  { path: '/waiting', page: () => import('./standing.js'), title: 'waiting.title', narrow, texts },
  { path: '/rejected', page: () => import('./standing.js'), title: 'rejected.title', narrow, texts },
  { path: '/suspended', page: () => import('./standing.js'), title: 'suspended.title', narrow, texts },
  { path: '/left', page: () => import('./standing.js'), title: 'left.title', narrow, texts },
  { path: '/not-found', page: () => import('./not-found.js'), title: 'notFound.title', narrow },
  { path: '/inbox', page: () => import('./inbox.js'), title: 'inbox.title', texts: ['events'] },
  { path: '/me', page: () => import('./me.js'), title: 'me.title', texts: ['me'] },
];
