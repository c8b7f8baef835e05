/** The chart: the patient's own record, and that of a patient who gave access. One page, several views. */
const clinical = ['physician', 'nurse', 'radiologist', 'laboratoryTechnician', 'pharmacist'];
const roles = ['patient'];
const texts = ['clinical', 'entry', 'chart', 'records'];
const page = () => import('./chart.js');

const views = [
  ['', 'overview'],
  ['/timeline', 'timeline'],
  ['/results', 'results'],
  ['/medicines', 'medicines'],
  ['/documents', 'documents'],
  ['/add', 'add'],
  ['/add/:form', 'add'],
  ['/item/:record', 'item'],
  ['/amend/:record', 'amend'],
];

const own = views.map(([path, view]) => ({
  path: `/record${path}`,
  page,
  title: `records.title.${view}`,
  roles,
  texts: [...texts, 'privacy'],
  view,
  under: '/record',
  nav: view === 'overview' ? { icon: 'records', label: 'nav.record', order: 20 } : undefined,
}));

const granted = views.map(([path, view]) => ({
  path: `/chart/:patient${path}`,
  page,
  title: `records.title.${view}`,
  roles: [...clinical, 'hospitalManager', 'insurer'],
  texts,
  view,
  under: '/patients',
}));

export const chartRoutes = [
  ...own,
  { path: '/record/preview', page, title: 'records.title.preview', roles, texts, view: 'preview', under: '/record' },
  { path: '/record/download', page, title: 'records.title.download', roles, texts, view: 'download', under: '/record' },
  ...granted,
  {
    path: '/patients',
    page: () => import('./patients.js'),
    title: 'records.title.patients',
    roles: [...clinical, 'hospitalManager', 'insurer'],
    texts: [...texts, 'practice'],
    nav: { icon: 'people', label: 'nav.patients', order: 15 },
  },
];
