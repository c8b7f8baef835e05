/** The physician's work: the day, appointments, prescriptions, orders and their results. */
const roles = ['physician'];
const styles = ['practice'];
const texts = ['practice', 'clinical', 'entry', 'chart'];

export const practiceRoutes = [
  {
    path: '/day', page: () => import('./day.js'), title: 'day.title', roles, texts: ['practice'], styles,
    nav: { icon: 'home', label: 'nav.day', order: 10 },
  },
  {
    path: '/calendar', page: () => import('./calendar.js'), title: 'calendar.title', roles, texts: ['practice'], styles,
    nav: { icon: 'calendar', label: 'nav.calendar', order: 16 },
  },
  {
    path: '/calendar/offer', page: () => import('./offer.js'), title: 'offer.title', roles, texts: ['practice'], styles,
    under: '/calendar', narrow: true,
  },
  {
    path: '/calendar/book', page: () => import('./book.js'), title: 'book.title', roles, texts: ['practice'], styles,
    under: '/calendar', narrow: true,
  },
  {
    path: '/calendar/:appointment', page: () => import('./appointment.js'), title: 'appointment.title', roles, texts,
    styles, under: '/calendar',
  },
  {
    path: '/orders', page: () => import('./orders.js'), title: 'orders.title', roles, texts: ['practice'], styles,
    nav: { icon: 'flask', label: 'nav.orders', order: 17, waiting: 'results' },
  },
  {
    path: '/orders/:order', page: () => import('./order.js'), title: 'order.title', roles, texts, styles,
    under: '/orders',
  },
  {
    path: '/prescriptions', page: () => import('./prescriptions.js'), title: 'prescriptions.title', roles, texts,
    styles, nav: { icon: 'pill', label: 'nav.prescriptions', order: 18, waiting: 'refills' },
  },
  {
    path: '/prescriptions/:prescription', page: () => import('./prescription.js'), title: 'prescription.title', roles,
    texts, styles, under: '/prescriptions',
  },
  {
    path: '/details/:patient', page: () => import('./details.js'), title: 'details.title', roles, texts, styles,
    under: '/patients', narrow: true,
  },
  {
    path: '/corrections', page: () => import('./corrections.js'), title: 'corrections.title', styles,
    texts: ['practice'], roles: ['physician', 'nurse', 'radiologist', 'laboratoryTechnician', 'pharmacist'],
    nav: { icon: 'warning', label: 'nav.corrections', order: 36, waiting: 'acknowledgements' },
  },
];
