/** Vor dem Anmelden und darum herum. */
export const session = {
  'landing.title': 'Krankenakten, über die Patienten selbst bestimmen',
  'landing.heading': 'Ihre Krankenakte, in Ihrer Hand',
  'landing.lead':
    'Krankenhäuser, Labore und Apotheken schreiben in eine Akte. Sie entscheiden, wer sie lesen darf, wozu und bis '
    + 'wann, und Sie sehen jeden, der es tat. Niemand sonst kann sie öffnen, auch nicht, wer dieses Netz betreibt.',
  'landing.signIn': 'Anmelden',
  'landing.signUp': 'Als Patient registrieren',
  'landing.signUpStaff': 'Als Fachkraft registrieren',
  'landing.lock': 'Auf Ihrem Gerät versiegelt',
  'landing.lock.text':
    'Einträge werden versiegelt, bevor sie das Gerät verlassen, auf dem sie entstehen. Die Kopie eines Servers '
    + 'öffnet nichts.',
  'landing.log': 'Kein heimliches Lesen',
  'landing.log.text': 'Jedes Mal, wenn jemand einen Eintrag öffnet, sehen Sie, wer es war, wo, wozu und wann.',
  'landing.access': 'Ihre Einwilligung entscheidet',
  'landing.access.text':
    'Nach Person oder Krankenhaus, nach Art der Einträge, zu einem Zweck, bis zu einem Tag, für eine Zahl von '
    + 'Lesevorgängen. Sie können sie sofort beenden.',
  'landing.check': 'Nichts wird umgeschrieben',
  'landing.check.text':
    'Jeder Eintrag hat eine Quittung, die alle prüfen können. Was geschrieben wurde, bleibt; Berichtigungen '
    + 'stehen daneben.',
  'landing.trust': 'Was Sie wissen sollten',
  'landing.trust.text':
    'Ihre Schlüssel entstehen in diesem Browser und verlassen ihn nie unversiegelt. Ohne Ihre Anmeldekarte und Ihre '
    + 'Passphrase kann niemand, auch wir nicht, Ihre Akte zurückholen: Verwahren Sie die Karte sicher.',
  'landing.source': 'Woher diese Anwendung kommt',
  'landing.source.text':
    'Dieser Server hat Ihnen die Anwendung geliefert. Ihre Dateien haben diesen Hash; vergleichen Sie ihn mit dem '
    + 'veröffentlichten, oder starten Sie „medchain app“ auf Ihrem eigenen Rechner: Es liefert dieselbe Anwendung, '
    + 'ohne dass Sie einem Server vertrauen müssen.',
  'landing.receipt': 'Eine Quittung prüfen',
  'landing.organisations': 'Wer teilnimmt',
  'landing.tour': 'Ein Rundgang über die Kommandozeile',

  'signIn.title': 'Anmelden',
  'signIn.known': 'Wer sind Sie?',
  'signIn.other': 'Jemand anderes',
  'signIn.forget': 'Ein Konto von diesem Gerät entfernen',
  'signIn.forget.one': '{name} entfernen',
  'signIn.passphrase': 'Passphrase',
  'signIn.action': 'Anmelden',
  'signIn.card': 'Anmeldekarte',
  'signIn.card.hint': 'Öffnen Sie die Datei der Karte, scannen Sie ihren Code oder fügen Sie ihren Text ein.',
  'signIn.file': 'Datei der Karte öffnen',
  'signIn.scan': 'Code scannen',
  'signIn.typed': 'Stattdessen von der gedruckten Karte abtippen',
  'signIn.user': 'Anmeldename',
  'signIn.code': 'Code',
  'signIn.code.hint': 'Sechs Gruppen zu fünf Buchstaben und Ziffern',
  'signIn.keep': 'Das ist mein eigenes Gerät: hier merken',
  'signIn.keep.hint': 'An einem gemeinsam benutzten Rechner leer lassen. Dann bleibt nichts zurück.',
  'signIn.carried': 'Eine Person der Vorführung ist schon eingetragen. Melden Sie sich einfach an.',
  'signIn.signUp': 'Ich habe noch keine Karte',

  'signUp.title': 'Als Patient registrieren',
  'signUp.text':
    'Ihre Schlüssel entstehen auf diesem Gerät. Das Netz erfährt Ihren Namen nie: Er bleibt in Ihrer Akte '
    + 'versiegelt.',
  'signUp.name': 'Ihr Name',
  'signUp.birthDate': 'Geburtsdatum',
  'signUp.birthDate.invalid': 'Bitte einen Tag in der Vergangenheit angeben.',
  'signUp.passphrase': 'Wählen Sie eine Passphrase',
  'signUp.passphrase.hint': 'Mindestens 10 Zeichen. Mehrere Wörter merkt man sich leicht und errät man schwer.',
  'signUp.organisation': 'Registriert bei',
  'signUp.organisation.hint': 'Dort sieht man, dass Sie registriert sind, nicht, was in Ihrer Akte steht.',
  'signUp.action': 'Meine Akte anlegen',
  'signUp.toStaff': 'Ich arbeite im Gesundheitswesen',
  'signUp.toTakeOver': 'Ich bin volljährig und übernehme meine Akte',
  'signUp.toPatient': 'Ich bin Patient',
  'signUp.staff.title': 'Als Fachkraft registrieren',
  'signUp.staff.text':
    'Die Gesundheitsbehörde prüft Ihre Nachweise, bevor Sie handeln können. Name, Rolle und Organisation sind im '
    + 'Netz '
    + 'öffentlich; Ihre Nachweise sind versiegelt und nur für die Behörde lesbar.',
  'signUp.staff.name': 'Ihr Name',
  'signUp.staff.name.hint': 'So, wie Patienten und Kollegen ihn sehen sollen',
  'signUp.role': 'Rolle',
  'signUp.specialty': 'Fachrichtung',
  'signUp.credentials': 'Nachweis',
  'signUp.credentials.hint': 'Approbation oder Zeugnis: PDF, PNG oder JPEG, höchstens 10 MB',
  'signUp.credentials.kind': 'Bitte eine PDF-, PNG- oder JPEG-Datei wählen.',
  'signUp.credentials.size': 'Die Datei ist größer als 10 MB.',
  'signUp.staff.action': 'Bewerben',

  'card.title': 'Ihre Anmeldekarte',
  'card.heading': 'MedChain-Anmeldekarte',
  'card.text':
    'Mit dieser Karte und Ihrer Passphrase melden Sie sich auf einem anderen Gerät an. Sie wird jetzt gezeigt; '
    + 'verwahren Sie sie sicher wie einen Schlüssel. Allein, ohne die Passphrase, öffnet sie nichts.',
  'card.qr': 'Die Karte als QR-Code',
  'card.person': 'Für',
  'card.user': 'Anmeldename',
  'card.code': 'Code',
  'card.save': 'Als Datei speichern',
  'card.print': 'Drucken',
  'card.kept': 'Ich habe die Karte gedruckt oder gespeichert.',
  'card.done': 'Weiter',

  'locked.title': 'Gesperrt',
  'locked.text': '{name}, geben Sie Ihre Passphrase ein, um weiterzumachen, wo Sie waren.',
  'locked.unlock': 'Entsperren',
  'locked.other': 'Abmelden',

  'standing.role': 'Rolle',
  'standing.organisation': 'Organisation',
  'standing.id': 'Kennung',
  'standing.who': 'Wer entscheidet',
  'standing.credentials': 'Nachweis',
  'standing.reason': 'Angegebener Grund',
  'standing.again': 'Noch einmal nachsehen',
  'join.text': 'Sie sind eingeladen, {organisation} beizutreten als: {role}. Der Link gilt einmal, bis {until}.',
  'join.invalid': 'Diese Einladung gilt nicht mehr: sie wurde benutzt, zurückgenommen, oder ihre Zeit ist um.',
  'join.without': 'Ohne Einladung bewerben',
};
