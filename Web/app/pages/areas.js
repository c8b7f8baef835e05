/** The pages of who is signed in, area by area: what the first page does not load. Add an area here. */
import { appointmentRoutes } from './appointments/routes.js';
import { authorityRoutes } from './authority/routes.js';
import { chartRoutes } from './chart/routes.js';
import { claimsRoutes } from './claims/routes.js';
import { examinationRoutes } from './examinations/routes.js';
import { guardianRoutes } from './guardians/routes.js';
import { insuranceRoutes } from './insurance/routes.js';
import { laboratoryRoutes } from './laboratory/routes.js';
import { ledgerRoutes } from './ledger/routes.js';
import { medicinesRoutes } from './medicines/routes.js';
import { messagesRoutes } from './messages/routes.js';
import { organisationRoutes } from './organisation/routes.js';
import { patientRoutes } from './patient/routes.js';
import { pharmacyRoutes } from './pharmacy/routes.js';
import { practiceRoutes } from './practice/routes.js';
import { representativeRoutes } from './representatives/routes.js';
import { staffRoutes } from './staff/routes.js';
import { wardRoutes } from './ward/routes.js';

export const areaRoutes = [
  ...patientRoutes,
  ...representativeRoutes,
  ...guardianRoutes,
  ...chartRoutes,
  ...practiceRoutes,
  ...wardRoutes,
  ...staffRoutes,
  ...messagesRoutes,
  ...ledgerRoutes,
  ...appointmentRoutes,
  ...medicinesRoutes,
  ...laboratoryRoutes,
  ...pharmacyRoutes,
  ...insuranceRoutes,
  ...organisationRoutes,
  ...authorityRoutes,
  ...examinationRoutes,
  ...claimsRoutes,
];
