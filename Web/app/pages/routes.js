/** Which page stands at which address, for whom. Areas have files of their own (areas.js); add a page there. */
import { sharedRoutes } from './shared/routes.js';

const compile = (routes) => routes.map((route) => ({
  route,
  names: [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name),
  pattern: new RegExp(`^${route.path.replace(/:\w+/g, '([^/]+)')}$`),
}));

/** What everybody can open is there at once; the areas come with the first address that asks for them. */
let compiled = compile(sharedRoutes);
let loading;

/** Makes the pages of all areas known. */
export function loadAreas() {
  loading ??= import('./areas.js').then(({ areaRoutes }) => {
    compiled = [...compiled, ...compile(areaRoutes)];
  }).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

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

/**
 * The page of somebody who may not act (yet, or any more): pending, rejected, suspended, left; undefined for
 * everybody else.
 */
export function standingPage({ status }) {
  return { pending: '/waiting', rejected: '/rejected', suspended: '/suspended', left: '/left' }[status];
}

/** What a role finds in its navigation, in order; while acting for a patient, what the patient lets the person do. */
export function navigationOf(person, acting) {
  if (standingPage(person)) return [];
  return compiled.map(({ route }) => route)
    .filter((route) => route.nav && (route.roles === undefined || route.roles.includes(person.role)))
    .filter((route) => acting === undefined || (acting.represents(route) && acting.opens(route)))
    .sort((a, b) => a.nav.order - b.nav.order);
}
