/** Orders and their results as the patient sees them; the physician's side is pages/practice/. */
const roles = ['patient'];
const texts = ['examinations', 'clinical'];

export const examinationRoutes = [
  {
    path: '/examinations', page: () => import('./list.js'), title: 'examinations.title', roles, texts,
    nav: { icon: 'flask', label: 'nav.examinations', order: 30 },
  },
];
