/** Was schiefging, nach Code; `error.<gruppe>.*` für Codes, die nur Programme unterscheiden. */
export const errors = {
  'error.other': 'Etwas ist schiefgegangen ({code}).',
  'error.client.failed':
    'Auf diesem Gerät ist etwas schiefgegangen. Versuchen Sie es noch einmal oder laden Sie neu.',
  'error.client.unreachable':
    'Der Server ist nicht erreichbar. Prüfen Sie die Verbindung und versuchen Sie es erneut.',
  'error.client.cancelled': 'Abgebrochen. Nichts wurde geändert.',
  'error.client.unexpectedAnswer': 'Der Server hat unerwartet geantwortet. Versuchen Sie es gleich noch einmal.',
  'error.client.otherNetwork': 'Diese Karte gehört zu einem anderen Netz als dieser Server.',
  'error.client.noGrant': 'Sie haben dafür zurzeit keinen Zugriff. Bitten Sie den Patienten darum.',
  'error.client.contentMismatch': 'Der Server lieferte etwas anderes, als das Ledger nennt. Nichts wurde geöffnet.',
  'error.client.factNotProven':
    'Der Server zeigt einen Eintrag oder Zugriff, den niemand unterschrieben hat. Nichts geschah damit. '
    + 'Sagen Sie es dem Betreiber.',
  'error.client.keyNotProven':
    'Der Server hat einen Schlüssel geliefert, den sein Inhaber nicht unterschrieben hat. Nichts wurde versiegelt. '
    + 'Sagen Sie es dem Betreiber.',
  'error.client.notProven':
    'Der Server meldet, dass dies geschehen ist, kann es aber nicht beweisen. Betrachten Sie es als nicht '
    + 'geschehen und sagen Sie es dem Betreiber.',
  'error.client.otherLedger':
    'Der Server zeigt ein anderes Ledger als zuvor. Tun Sie nichts weiter und sagen Sie es dem Betreiber.',
  'error.client.tooFewShares':
    'Zu wenige Organisationen gaben ihren Teil des Schlüssels frei. Versuchen Sie es gleich noch einmal.',
  'error.client.nobodysKeys':
    'Die Karte stimmt, doch ihre Schlüssel hat noch niemand bestätigt. Wer eine Akte übernimmt, meldet sich an, sobald '
    + 'das Personal sie übergeben hat.',
  'error.client.notTakeOver': 'Das ist keine Datei, mit der jemand eine Akte dieses Netzes übernimmt.',
  'error.client.guardianOnly':
    'Den Schlüssel dazu haben nur die Patientin oder der Patient selbst und die Sorgeberechtigten.',
  'error.client.noManager': 'In dieser Organisation kann niemand einen Grund lesen. Bitten Sie ohne einen.',
  'error.client.noOrganisationKey':
    'Die Organisation hat keinen Schlüssel, oder Sie haben ihn noch nicht. Fragen Sie Ihre Leitung.',
  'error.client.qrTooLong': 'Der Text ist zu lang für einen QR-Code.',
  'error.signature.rejected': 'Sie haben abgelehnt. Es ist nichts geschehen.',
  'error.wallet.locked': 'Diese Passphrase öffnet das Konto nicht.',
  'error.wallet.malformed': 'Die gespeicherten Schlüssel haben eine Form, die diese Anwendung nicht kennt.',
  'error.wallet.kdfRefused':
    'Der Server verlangte einen zu schwachen oder zu langsamen Schutz. Nichts wurde gesendet.',
  'error.wallet.passphraseTooShort': 'Eine Passphrase hat mindestens 10 Zeichen.',
  'error.wallet.passphraseTooLong': 'Eine Passphrase hat höchstens 256 Zeichen.',
  'error.wallet.userName': 'Das ist kein Anmeldename: kleine Buchstaben, Ziffern, Punkt, Bindestrich; 3 bis 64.',
  'error.card.malformed': 'Das ist keine Anmeldekarte. Prüfen Sie, ob sie vollständig ist.',
  'error.card.checksum': 'Ein Zeichen im Code der Karte ist falsch. Prüfen Sie die Eingabe.',
  'error.card.missing': 'Öffnen Sie die Datei der Karte, fügen Sie ihren Text ein, oder tippen Sie Name und Code.',
  'error.account.credentials':
    'Karte und Passphrase gehören nicht zusammen. Prüfen Sie die Passphrase: Groß- und Kleinschreibung zählt.',
  'error.account.exists': 'Dieser Anmeldename ist vergeben.',
  'error.account.userName': 'Das ist kein Anmeldename.',
  'error.notFound': 'Hier ist nichts, oder nichts, das Sie sehen dürfen.',
  'error.forbidden': 'Ihr Stand erlaubt das zurzeit nicht.',
  'error.internal': 'Der Server hat versagt. Versuchen Sie es gleich noch einmal.',
  'error.busy': 'Der Server ist ausgelastet. Versuchen Sie es gleich noch einmal.',
  'error.stopping': 'Der Server wird neu gestartet. Versuchen Sie es gleich noch einmal.',
  'error.unavailable': 'Zu wenige Rechner antworten, um zu schreiben. Lesen geht. Versuchen Sie es gleich noch einmal.',
  'error.tooManyRequests': 'Zu viele Versuche. Warten Sie eine Minute.',
  'error.tooLarge': 'Das ist größer, als der Server annimmt.',
  'error.method': 'Der Server nimmt das nicht an.',
  'error.mediaType': 'Der Server nimmt diese Art von Inhalt nicht an.',
  'error.request': 'Der Server hat das nicht verstanden.',
  'error.query': 'Der Server hat diese Frage nicht verstanden.',
  'error.session.*': 'Sie sind nicht mehr angemeldet. Melden Sie sich neu an.',
  'error.content.*': 'Der Inhalt ließ sich nicht speichern oder lesen. Versuchen Sie es noch einmal.',
  'error.content.storageFull': 'Der Speicher des Servers ist voll.',
  'error.content.tooManyUploads': 'Zu viele Übertragungen laufen. Versuchen Sie es gleich noch einmal.',
  'error.release.*': 'Der Server gab die zweite Hälfte des Schlüssels nicht frei.',
  'error.format.*': 'Die Daten folgen dem Format nicht ({code}).',
  'error.json.*': 'Ein Wert fehlt, ist falsch oder zu lang ({code}).',
  'error.transaction.*': 'Die Transaktion wurde nicht angenommen ({code}).',
  'error.transaction.expired': 'Es dauerte zu lange und ist abgelaufen. Versuchen Sie es noch einmal.',
  'error.transaction.lifetime':
    'Die Uhr dieses Geräts geht falsch. Stellen Sie sie und versuchen Sie es noch einmal.',
  'error.transaction.repeated': 'Das ist schon geschehen.',
  'error.key.*': 'Ein Schlüssel ist nicht der erwartete ({code}).',
  'error.key.unknown': 'Ihr Schlüssel ist in diesem Netz nicht registriert.',
  'error.identity.unknown': 'Niemand hat diese Kennung.',
  'error.identity.exists': 'Sie sind schon registriert.',
  'error.identity.notVerified': 'Sie sind noch nicht geprüft.',
  'error.identity.rejected': 'Die Registrierung wurde abgelehnt.',
  'error.identity.suspended': 'Diese Person ist gesperrt.',
  'error.identity.left': 'Diese Person hat die Organisation verlassen.',
  'error.identity.wrongRole': 'Das ist nicht für Ihre Rolle.',
  'error.identity.wrongOrganisation': 'Das betrifft eine andere Organisation.',
  'error.identity.wrongState': 'Das ist schon entschieden.',
  'error.identity.quota':
    'Die Organisation hat heute schon so viele registriert, wie sie darf. Versuchen Sie es morgen.',
  'error.organisation.*': 'Die Organisation kann das nicht ({code}).',
  'error.organisation.suspended': 'Die Organisation ist gesperrt.',
  'error.organisationKey.*':
    'Der Schlüssel der Organisation fehlt oder wurde gewechselt. Versuchen Sie es noch einmal.',
  'error.organisationKey.missing': 'Die Organisation hat noch keinen Schlüssel.',
  'error.node.*': 'Der Server ist nicht der erwartete ({code}).',
  'error.proposal.*': 'Die Organisation hat schon abgestimmt.',
  'error.parameter.*': 'Ein Wert liegt außerhalb seines Bereichs.',
  'error.contract.*': 'Die Version des Vertrags passt nicht.',
  'error.proof.*': 'Der Beweis hält nicht: Das steht so nicht im Ledger.',
  'error.checkpoint.*': 'Der Stand ist von den Organisationen nicht bestätigt.',
  'error.receipt.*': 'Die Quittung widerspricht sich.',
  'error.chain.*': 'Das Ledger hängt nicht zusammen.',
  'error.batch.*': 'Das Ledger hängt nicht zusammen.',
  'error.hpke.*': 'Das ist nicht für Sie versiegelt, oder es wurde verändert.',
  'error.envelope.*': 'Die versiegelten Schlüssel gehören nicht zu diesem Eintrag, oder nicht Ihnen.',
  'error.payload.*': 'Der Eintrag wurde verändert oder ist nicht der genannte. Nichts wurde geöffnet.',
  'error.shamir.*': 'Die Teile des Schlüssels gehören nicht zusammen.',
  'error.note.*': 'Diese Notiz ist nicht für Sie, oder sie wurde verändert.',
  'error.cid.*': 'Der Name des Inhalts ist fehlerhaft.',
  'error.identifier.*': 'Ein Name ist fehlerhaft.',
};
