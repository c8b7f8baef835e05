/**
 * Starts the application: the session, the signing desk, the router and the shell around the pages. What the first page
 * does not need (keys, seals, signatures) is loaded when it is needed.
 */
import { SigningDesk } from './wallet/desk.js';
import { Diary } from './session/diary.js';
import { Directory } from './session/directory.js';
import { Drafts } from './session/drafts.js';
import { Session } from './session/session.js';
import { Inbox } from './session/inbox.js';
import { Router } from './router.js';
import { Shell } from './shell.js';
import { primary, useTexts } from './texts/index.js';

/** Whose record a signature concerns: the one that is named, or the chart on the screen; none for one's own. */
function patientOf(app, items) {
  const person = app.session.acting ?? app.session.person;
  const named = [...new Set(items.map(({ command }) => command.patient).filter(Boolean))];
  const id = named.length === 0 ? app.shell.shownPatient : named[0];
  const another = person?.actor ? id === person.id : id !== person?.id;
  return person && id && another && named.length <= 1 ? { id, ...app.directory.patient(id) } : undefined;
}

async function confirm(app, items) {
  const { confirmSigning } = await import('./wallet/confirm.js');
  return confirmSigning(items, { patient: patientOf(app, items) });
}

async function attend(person, desk) {
  if (person.status !== 'verified' || !person.isPatient) return;
  const { attendToDuties } = await import('./wallet/compartments.js');
  await attendToDuties(person, desk).catch(() => undefined);
  const { attendToDependants } = await import('./session/acting.js');
  await attendToDependants(person, (dependant) => attendToDuties(dependant, desk));
}

const ENDED = ['representative.ended', 'representative.expired', 'dependant.handedOver'];

/** Acting ends with the representation: what is on the screen is the person's own again. */
function endActing({ session }, { event }) {
  const { representation, patient } = session.acting?.actor.representation ?? {};
  if (ENDED.includes(event.type) && [representation, patient].includes(event.subject)) session.actFor(undefined);
}

async function start() {
  document.documentElement.lang = primary();
  await useTexts('shell', 'session', 'errors');
  const session = new Session();
  const directory = new Directory(session);
  const app = {
    session, directory, drafts: new Drafts(session), inbox: new Inbox(session),
  };
  app.desk = new SigningDesk({
    confirm: (items) => confirm(app, items), nameOf: (id) => directory.nameOf(id),
    done: () => app.inbox.dispatchEvent(new Event('healed')),
  });
  app.inbox.addEventListener('ledger', ({ detail }) => endActing(app, detail));
  // What follows from an ended access is done at each unlock; what fails now is done at the next one.
  session.addEventListener('entered', () => attend(session.person, app.desk).catch(() => undefined));
  app.diary = new Diary({ session, drafts: app.drafts, receipts: app.desk.receipts });
  app.shell = new Shell(document.getElementById('app'), app);
  app.router = new Router(app);
  await session.resume().catch(() => false);
  app.router.start();
}

start();
