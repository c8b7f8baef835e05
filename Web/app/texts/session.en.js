/** Before and around signing in. */
export const session = {
  'landing.title': 'Medical records that the patient controls',
  'landing.heading': 'Your medical record, in your hands',
  'landing.lead':
    'Hospitals, laboratories and pharmacies write to one record. You decide who may read it, what for and until '
    + 'when, '
    + 'and you see everybody who did. Nobody else can open it, not even those who run this network.',
  'landing.signIn': 'Sign in',
  'landing.signUp': 'Sign up as a patient',
  'landing.signUpStaff': 'Sign up as staff',
  'landing.lock': 'Sealed on your device',
  'landing.lock.text':
    'Records are sealed before they leave the writer’s device. A copy of any server opens nothing.',
  'landing.log': 'No silent reading',
  'landing.log.text': 'Each time somebody opens a record you see who it was, where they work, what for and when.',
  'landing.access': 'Your consent decides',
  'landing.access.text':
    'By person or hospital, by kind of record, for a purpose, until a day, for a number of reads. You can end it '
    + 'at once.',
  'landing.check': 'Nothing is rewritten',
  'landing.check.text':
    'Every entry has a receipt that anybody can verify. What was written stays, corrections stand beside it.',
  'landing.trust': 'What you should know',
  'landing.trust.text':
    'Your keys are made in this browser and never leave it unsealed. Without your sign-in card and your passphrase '
    + 'nobody, including us, can bring your record back: keep the card in a safe place.',
  'landing.source': 'Where this application comes from',
  'landing.source.text':
    'This server gave you the application. Its files have this hash; compare it with the published one, or run '
    + '“medchain app” on your own computer, which serves the same application without trusting a server.',
  'landing.receipt': 'Check a receipt',
  'landing.organisations': 'Who takes part',
  'landing.tour': 'A tour by command line',

  'signIn.title': 'Sign in',
  'signIn.known': 'Who are you?',
  'signIn.other': 'Somebody else',
  'signIn.forget': 'Remove an account from this device',
  'signIn.forget.one': 'Remove {name}',
  'signIn.passphrase': 'Passphrase',
  'signIn.action': 'Sign in',
  'signIn.card': 'Sign-in card',
  'signIn.card.hint': 'Open the card’s file, scan its code, or paste its text.',
  'signIn.file': 'Open the card’s file',
  'signIn.scan': 'Scan the code',
  'signIn.typed': 'Type it from the printed card instead',
  'signIn.user': 'Sign-in name',
  'signIn.code': 'Code',
  'signIn.code.hint': 'Six groups of five letters and digits',
  'signIn.keep': 'This is my own device: remember me here',
  'signIn.keep.hint': 'Leave this empty on a shared computer. Then nothing stays behind when you leave.',
  'signIn.carried': 'A demonstration person is filled in for you. Just sign in.',
  'signIn.signUp': 'I have no card yet',

  'signUp.title': 'Sign up as a patient',
  'signUp.text':
    'Your keys are made on this device. The network never learns your name: it stays sealed in your record.',
  'signUp.name': 'Your name',
  'signUp.birthDate': 'Date of birth',
  'signUp.birthDate.invalid': 'Please enter a day that lies in the past.',
  'signUp.passphrase': 'Choose a passphrase',
  'signUp.passphrase.hint': 'At least 10 characters. Several words are easy to remember and hard to guess.',
  'signUp.organisation': 'Registered with',
  'signUp.organisation.hint': 'It can see that you are registered, not what is in your record.',
  'signUp.action': 'Make my record',
  'signUp.toStaff': 'I work in health care',
  'signUp.toTakeOver': 'I have come of age and take over my record',
  'signUp.toPatient': 'I am a patient',
  'signUp.staff.title': 'Sign up as staff',
  'signUp.staff.text':
    'The health authority checks your credentials before you can act. Your name, role and organisation are public in '
    + 'the network; your credentials are sealed and open for the authority alone.',
  'signUp.staff.name': 'Your name',
  'signUp.staff.name.hint': 'As patients and colleagues should see it',
  'signUp.role': 'Role',
  'signUp.specialty': 'Specialty',
  'signUp.credentials': 'Credentials',
  'signUp.credentials.hint': 'Licence or diploma: a PDF, PNG or JPEG of at most 10 MB',
  'signUp.credentials.kind': 'Please choose a PDF, PNG or JPEG.',
  'signUp.credentials.size': 'The file is larger than 10 MB.',
  'signUp.staff.action': 'Apply',

  'card.title': 'Your sign-in card',
  'card.heading': 'MedChain sign-in card',
  'card.text':
    'With this card and your passphrase you sign in on another device. It is shown now; keep it safe, like a key. '
    + 'Alone, without the passphrase, it opens nothing.',
  'card.qr': 'The card as a QR code',
  'card.person': 'For',
  'card.user': 'Sign-in name',
  'card.code': 'Code',
  'card.save': 'Save as a file',
  'card.print': 'Print',
  'card.kept': 'I have printed or saved the card.',
  'card.done': 'Continue',

  'locked.title': 'Locked',
  'locked.text': '{name}, enter your passphrase to go on where you were.',
  'locked.unlock': 'Unlock',
  'locked.other': 'Sign out',

  'standing.role': 'Role',
  'standing.organisation': 'Organisation',
  'standing.id': 'Identity',
  'standing.who': 'Who decides',
  'standing.credentials': 'Credentials',
  'standing.reason': 'Reason given',
  'standing.again': 'Look again',
  'join.text': 'You are invited to {organisation} as: {role}. The link works once, until {until}.',
  'join.invalid': 'This invitation is not valid any more: it was used, withdrawn, or its time is over.',
  'join.without': 'Apply without an invitation',
};
