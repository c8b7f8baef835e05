/** Where an event leads: to what it is about, on a page that the person has. */
import { findRoute } from '../pages/routes.js';

/** By the event's type: where it leads, the first that the person's role opens. */
const PLACES = [
  [/^access\.(requested|withdrawn|denied)$/, ({ subject }) => [`/requests/${subject}`, '/my-requests']],
  [/^access\.granted$/, ({ patient }) => ['/access', `/chart/${patient}`]],
  [/^access\.read$/, ({ patient }) => ['/log', `/chart/${patient}`]],
  [/^access\./, () => ['/access', '/patients']],
  [/^record\.(added|restricted)$/, ({ patient, subject }) => [
    `/record/item/${subject}`, `/chart/${patient}/item/${subject}`]],
  [/^record\.(amended|retracted|acknowledged)$/, ({ subject }) => [`/record/item/${subject}`, '/corrections']],
  [/^record\.eras/, () => ['/privacy', '/organisation/erasures']],
  [/^appointment\./, ({ subject }) => ['/appointments', `/calendar/${subject}`]],
  [/^availability\./, () => ['/calendar']],
  [/^order\./, ({ subject }) => ['/examinations', `/orders/${subject}`, `/worklist/${subject}`]],
  [/^result\./, () => ['/examinations', '/orders', '/worklist']],
  [/^prescription\./, ({ subject }) => ['/medicines', `/prescriptions/${subject}`, '/pharmacy']],
  // A patient hears of every message about them, also of those that others write to each other.
  [/^message\./, ({ details, subject }, { isPatient }) => [
    isPatient ? '/messages' : `/messages/${details?.thread ?? subject}`]],
  [/^details\./, () => ['/privacy', '/organisation/patients']],
  [/^claim\./, ({ subject }) => ['/claims', `/insurance/claim/${subject}`]],
  [/^staff\./, () => ['/organisation/staff']],
  [/^(dependant|representative)\./, () => ['/representatives', '/guardians']],
];

/** Pages about the person's own record: what concerns somebody they act for is not there. */
const OWN = /^\/(record|requests|access|log|privacy|appointments|examinations|medicines|claims)\b/;

/** The address of what an event is about; undefined where there is no page for it. */
export function eventLink(event, person) {
  const places = PLACES.find(([type]) => type.test(event.type))?.[1](event, person) ?? [];
  return places.find((path) => {
    const roles = findRoute(path)?.route.roles;
    return (roles === undefined || roles.includes(person.role)) && (!OWN.test(path) || event.patient === person.id);
  });
}
