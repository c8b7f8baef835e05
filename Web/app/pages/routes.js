/** Which page stands at which address, for whom. Areas have files of their own; add a page there. */
import { appointmentRoutes } from './appointments/routes.js';
import { authorityRoutes } from './authority/routes.js';
import { chartRoutes } from './chart/routes.js';
import { claimsRoutes } from './claims/routes.js';
import { insuranceRoutes } from './insurance/routes.js';
import { laboratoryRoutes } from './laboratory/routes.js';
import { examinationRoutes } from './examinations/routes.js';
import { ledgerRoutes } from './ledger/routes.js';
import { medicinesRoutes } from './medicines/routes.js';
import { messagesRoutes } from './messages/routes.js';
import { organisationRoutes } from './organisation/routes.js';
import { patientRoutes } from './patient/routes.js';
import { pharmacyRoutes } from './pharmacy/routes.js';
import { practiceRoutes } from './practice/routes.js';
import { sharedRoutes } from './shared/routes.js';
import { staffRoutes } from './staff/routes.js';
import { wardRoutes } from './ward/routes.js';

const routes = [
  ...sharedRoutes,
  ...patientRoutes,
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
const compiled = routes.map((route) => ({
  route,
  names: [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name),
  pattern: new RegExp(`^${route.path.replace(/:\w+/g, '([^/]+)')}$`),
}));

/** The route of a path with what stands in the place of its `:names`; undefined when there is none. */
export function findRoute(path) {
  for (const { route, names, pattern } of compiled) {
    const match = pattern.exec(path);
    if (match) return { route, params: Object.fromEntries(names.map((name, index) => [name, match[index + 1]])) };
  }
  return undefined;
}

const HOMES = {
  patient: '/home', physician: '/day', nurse: '/ward', laboratoryTechnician: '/worklist', radiologist: '/worklist',
  pharmacist: '/pharmacy', hospitalManager: '/organisation', insurer: '/insurance', authority: '/verification',
};

/** Where a role begins. */
export const homeOf = ({ role }) => HOMES[role];

/** The page of somebody who may not act (yet): pending, rejected, suspended; undefined for everybody else. */
export function standingPage({ status }) {
  return { pending: '/waiting', rejected: '/rejected', suspended: '/suspended' }[status];
}

/** What a role finds in its navigation, in order. */
export function navigationOf(person) {
  if (standingPage(person)) return [];
  return routes.filter((route) => route.nav && (route.roles === undefined || route.roles.includes(person.role)))
    .sort((a, b) => a.nav.order - b.nav.order);
}
