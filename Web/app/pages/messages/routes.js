/** Messages: the patient's, and those of everybody who cares for patients. */
const roles = [
  'patient', 'physician', 'nurse', 'radiologist', 'laboratoryTechnician', 'pharmacist', 'hospitalManager', 'insurer',
];
const texts = ['messages', 'clinical'];
const under = '/messages';

export const messagesRoutes = [
  {
    path: '/messages', page: () => import('./list.js'), title: 'messages.title', roles, texts,
    nav: { icon: 'message', label: 'nav.messages', order: 35, waiting: 'messages' },
  },
  { path: '/messages/new', page: () => import('./new.js'), title: 'messages.new', roles, texts, under },
  { path: '/messages/:thread', page: () => import('./thread.js'), title: 'messages.thread', roles, texts, under },
];
