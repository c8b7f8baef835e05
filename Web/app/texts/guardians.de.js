/** Kinder: Sorgeberechtigte bestätigt, Kinder angemeldet, Akten an volljährig Gewordene übergeben. */
export const guardians = {
  'guardians.title': 'Kinder und Sorgeberechtigte',
  'guardians.text':
    'Eltern melden ein Kind an, sobald Sie den Nachweis bestätigt haben. Ist das Kind volljährig, übergeben Sie ihm '
    + 'seine Akte.',
  'guardians.text.authority': 'Ist ein Kind volljährig geworden, übergeben Sie ihm seine Akte.',
  'guardians.attest': 'Sorgeberechtigung bestätigen',
  'guardians.attest.text':
    'Sehen Sie sich den Ausweis an und die Geburtsurkunde oder den Beschluss des Gerichts. Danach lässt sich '
    + 'innerhalb von 30 Tagen ein Kind anmelden.',
  'guardians.guardian': 'Wessen Kennung',
  'guardians.guardian.short': 'Sorgeberechtigt',
  'guardians.guardian.hint': 'Wer für das Kind sorgt, ist im Netz angemeldet: die 14 Zeichen auf der Startseite.',
  'guardians.guardian.wrong': 'Das ist keine Kennung. Sie hat 14 Buchstaben und Ziffern.',
  'guardians.scan': 'Code scannen',
  'guardians.comesOfAge': 'Volljährig im Jahr',
  'guardians.comesOfAge.hint': 'Meist das Geburtsjahr plus 18. Mehr erfährt das Ledger nicht von dem Kind.',
  'guardians.comesOfAge.wrong': 'Geben Sie ein Jahr von {from} bis {until} an.',
  'guardians.attested': 'Bestätigt. Das Kind kann jetzt angemeldet werden.',
  'guardians.mine': 'Was ich bestätigt habe',
  'guardians.none': 'Sie haben noch keine Sorgeberechtigung bestätigt.',
  'guardians.confirmed': 'Bestätigt am',
  'guardians.state': 'Stand',
  'guardians.open': 'bis {day}',
  'guardians.handOver': 'Akte übergeben',
  'guardians.handOver.text':
    'Sie haben den Ausweis gesehen und dass die Person volljährig ist. Sie bringt die Datei mit, die sie unter „Ich '
    + 'bin volljährig“ gemacht hat. Danach handelt niemand mehr für sie.',
  'guardians.handedOver': 'Übergeben. Die Anmeldung mit der eigenen Karte ist jetzt möglich.',
  'guardians.file': 'Die mitgebrachte Datei',
  'guardians.file.hint': 'Ihr Name endet auf .takeover. Sie enthält kein Geheimnis.',
  'guardians.file.scan': 'Code scannen',
  'guardians.file.record': 'Wessen Akte',
  'guardians.file.until': 'Verwendbar bis',
  'guardians.file.over':
    'Die Zeit dieser Datei ist vorbei. Mit Karte und Passphrase lässt sie sich unter „Ich bin volljährig“ neu machen.',

  'guardians.child': 'Ein Kind anmelden',
  'guardians.child.attested':
    '{organisation} hat ein Kind bestätigt, das {year} volljährig wird; das gilt bis {day}.',
  'guardians.child.text':
    'Sie handeln für das Kind in Ihrem eigenen Namen und können auch dem anderen Elternteil die Sorge übertragen.',
  'guardians.child.which': 'Welches Kind',
  'guardians.child.name': 'Name des Kindes',
  'guardians.child.birthDate': 'Geburtsdatum des Kindes',
  'guardians.child.action': 'Kind anmelden',
  'guardians.child.none': 'Noch hat niemand bestätigt, dass Sie für ein Kind sorgen.',
  'guardians.child.none.hint':
    'Zeigen Sie den Nachweis und Ihre Kennung in Ihrem Krankenhaus: der Pflege, dem ärztlichen Dienst oder der '
    + 'Verwaltung. Ist es bestätigt, melden Sie das Kind hier an.',
  'guardians.child.done': 'Das Kind ist angemeldet',
  'guardians.child.done.text': '{name} hat eine eigene Akte. Das ist die Kennung:',
  'guardians.child.done.next':
    'Wer das Kind behandelt, fragt damit um Zugriff. Damit auch der andere Elternteil handeln kann, handeln Sie für '
    + 'das Kind und öffnen „Vertretung“.',
  'guardians.child.qr': 'Die Kennung des Kindes als Code',
  'guardians.child.act': 'Für {name} handeln',
  'guardians.child.toAll': 'Für wen ich handle',

  'guardians.passKey': 'Schlüssel weitergeben',
  'guardians.passKey.text':
    'Damit lässt sich öffnen, was vor der Volljährigkeit geschrieben wurde. Das geht, bevor das Personal die Akte '
    + 'übergibt, und jederzeit danach.',
  'guardians.keyPassed': 'Weitergegeben.',

  'takeOver.title': 'Meine Akte übernehmen',
  'takeOver.text': 'Sie sind volljährig und handeln von nun an selbst. So geht es:',
  'takeOver.step.keys': 'Sie machen hier eigene Schlüssel und bewahren die Karte auf.',
  'takeOver.step.guardian': 'Vater oder Mutter öffnet Ihre Datei unter Vertretung, „Schlüssel weitergeben“.',
  'takeOver.step.staff': 'Das Personal Ihres Krankenhauses sieht Ihren Ausweis und öffnet sie auch: „Akte übergeben“.',
  'takeOver.step.signIn': 'Dann melden Sie sich mit Ihrer Karte an.',
  'takeOver.record': 'Die Kennung Ihrer Akte',
  'takeOver.record.hint': 'Ihre Eltern finden die 14 Zeichen auf Ihrer Startseite, wenn sie für Sie handeln.',
  'takeOver.record.wrong': 'Das ist keine Kennung. Sie hat 14 Buchstaben und Ziffern.',
  'takeOver.action': 'Meine Schlüssel machen',
  'takeOver.toAgain': 'Ich habe meine Karte schon und brauche die Datei neu',
  'takeOver.again': 'Karte und Passphrase machen die Datei neu, für dieselben Schlüssel.',
  'takeOver.toFirst': 'Ich habe noch keine Karte',
  'takeOver.file': 'Ihre Datei',
  'takeOver.file.text':
    'Sie enthält kein Geheimnis: Schicken Sie sie, bringen Sie sie auf einem Stick oder gedruckt, oder lassen Sie den '
    + 'Code scannen.',
  'takeOver.file.qr': 'Ihre Datei als Code',
  'takeOver.file.make': 'Datei machen',
  'takeOver.file.save': 'Datei speichern',
  'takeOver.file.again':
    'Sie gilt einen Tag. Später machen Sie sie mit Ihrer Karte neu: „Ich habe meine Karte schon und brauche die Datei '
    + 'neu“.',
};
