/** Pages of those who work in an organisation or the authority. */
const clinical = ['physician', 'nurse', 'radiologist', 'laboratoryTechnician', 'pharmacist'];
const asking = [...clinical, 'hospitalManager', 'insurer'];
const texts = ['staff'];

export const staffRoutes = [
  {
    path: '/find', page: () => import('./find.js'), title: 'find.title', roles: asking, texts,
    nav: { icon: 'search', label: 'nav.find', order: 20 },
  },
  { path: '/find/:patient', page: () => import('./ask.js'), title: 'ask.title', roles: asking, texts, under: '/find' },
  {
    path: '/my-requests', page: () => import('./requests.js'), title: 'myRequests.title', roles: asking, texts,
    nav: { icon: 'key', label: 'nav.myRequests', order: 40 },
  },
  {
    path: '/verification', page: () => import('./verification.js'), title: 'verification.title', roles: ['authority'],
    texts: ['staff', 'standing'], nav: { icon: 'people', label: 'nav.verification', order: 10 },
  },
  {
    path: '/verification/:identity', page: () => import('./applicant.js'), title: 'applicant.title',
    roles: ['authority'], texts: [...texts, 'clinical', 'chart'], under: '/verification',
  },
];
