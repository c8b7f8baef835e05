/** Pages of the pharmacist. */
const roles = ['pharmacist'];
const texts = ['pharmacy', 'clinical', 'entry', 'chart', 'records'];
const under = '/pharmacy';

export const pharmacyRoutes = [
  {
    path: '/pharmacy', page: () => import('./home.js'), title: 'pharmacy.title', roles, texts,
    nav: { icon: 'pill', label: 'nav.pharmacy', order: 10 },
  },
  {
    path: '/pharmacy/dispensed', page: () => import('./dispensed.js'), title: 'pharmacy.dispensed.title', roles, texts,
    nav: { icon: 'log', label: 'nav.dispensed', order: 12 },
  },
  {
    path: '/pharmacy/patient/:patient', page: () => import('./patient.js'), title: 'pharmacy.of',
    roles: [...roles, 'hospitalManager'], texts, under,
  },
  {
    path: '/pharmacy/prescription/:prescription', page: () => import('./prescription.js'),
    title: 'pharmacy.prescription', roles, texts, under,
  },
];
