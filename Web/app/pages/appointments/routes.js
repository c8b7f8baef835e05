/** Appointments, the patient's side; the physician's is pages/practice/. */
const roles = ['patient'];
const texts = ['appointments'];
const under = '/appointments';

export const appointmentRoutes = [
  {
    path: '/appointments', page: () => import('./list.js'), title: 'appointments.title', roles, texts,
    nav: { icon: 'calendar', label: 'nav.appointments', order: 25 },
  },
  { path: '/appointments/new', page: () => import('./physicians.js'), title: 'appointments.new', roles, texts, under },
  {
    path: '/appointments/new/:physician', page: () => import('./request.js'), title: 'appointments.new', roles, texts,
    under,
  },
  {
    path: '/appointments/:appointment/move', page: () => import('./move.js'), title: 'appointments.move', roles, texts,
    under,
  },
];
