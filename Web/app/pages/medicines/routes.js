/** Prescriptions, the patient's side; the physician's is pages/practice/, the pharmacist's pages/pharmacy/. */
const roles = ['patient'];
const texts = ['medicines', 'clinical'];

export const medicinesRoutes = [
  {
    path: '/medicines', page: () => import('./list.js'), title: 'myMedicines.title', roles, texts,
    nav: { icon: 'pill', label: 'nav.medicines', order: 28 },
  },
];
