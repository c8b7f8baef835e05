/** Which pages are the patient's while somebody acts for them, and which rights each needs; others are one's own. */
const NEEDS = {
  '/home': [], '/representatives': [], '/record': ['read'], '/appointments': ['arrange'],
  '/medicines': ['read', 'arrange'], '/examinations': ['read', 'arrange'], '/requests': ['consent'],
  '/access': ['consent'], '/log': ['consent'],
  // What is sealed to the patient alone opens for guardians.
  '/messages': ['guardian'], '/privacy': ['guardian'], '/claims': ['guardian'],
};

/** Under which a device keeps, among its drafts, what somebody is called for whom the person acts. */
export const NAME = 'called';

/** What a patient is called, as this device has read it while the person acted for them. */
export async function recall({ drafts, directory }, patient) {
  const known = await drafts.about(patient).get(NAME).catch(() => undefined);
  if (known) directory.notePatient(patient, known);
}

const needs = (route) => NEEDS[route.under ?? route.path];

/** Whether a page is the patient's. */
export const isRepresented = (route) => needs(route) !== undefined;

/** Whether somebody who acts may open a page. */
export const mayOpen = (acting, route) => (needs(route) ?? []).every((one) => acting.may(one));
