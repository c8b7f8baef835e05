/** Starts the application: the session, the signing desk, the router and the shell around the pages. */
import { SigningDesk } from './wallet/desk.js';
import { confirmSigning } from './wallet/confirm.js';
import { Directory } from './session/directory.js';
import { Drafts } from './session/drafts.js';
import { Session } from './session/session.js';
import { Inbox } from './session/inbox.js';
import { Router } from './router.js';
import { Shell } from './shell.js';
import { attendToDuties } from './wallet/compartments.js';
import { primary, useTexts } from './texts/index.js';

async function start() {
  document.documentElement.lang = primary();
  await useTexts('shell', 'session', 'wallet', 'errors');
  const session = new Session();
  const directory = new Directory(session);
  const app = {
    session, directory, drafts: new Drafts(session), inbox: new Inbox(session),
    desk: new SigningDesk({ confirm: confirmSigning, nameOf: (id) => directory.nameOf(id) }),
  };
  // What follows from an ended access is done at each unlock; what fails now is done at the next one.
  session.addEventListener('entered', () => {
    if (session.person.status === 'verified') attendToDuties(session.person, app.desk).catch(() => undefined);
  });
  app.shell = new Shell(document.getElementById('app'), app);
  app.router = new Router(app);
  await session.resume().catch(() => false);
  app.router.start();
}

start();
