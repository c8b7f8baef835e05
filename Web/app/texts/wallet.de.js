/** Was unterschrieben wird, in Worten. */
export const wallet = {
  'confirm.title': 'Bestätigen Sie, was Sie unterschreiben',
  'confirm.hint': 'Sie unterschreiben mit dem Schlüssel auf diesem Gerät. Lehnen Sie ab, ist nichts geschehen.',
  'confirm.exact': 'Was genau unterschrieben wird',
  'confirm.exact.hint': 'Das ist der Inhalt der Unterschrift, Byte für Byte.',
  'confirm.unknown':
    'Für diesen Befehl gibt es keine Worte. Bestätigen Sie nur, wenn Sie genau verstehen, was unterschrieben wird.',
  'confirm.confirm': 'Bestätigen und unterschreiben',
  'confirm.reject': 'Ablehnen',

  'word.somebody': 'jemand',
  'word.known': '{name} ({id})',
  'word.you': '{name} (Sie selbst)',
  'word.yourself': 'Sie selbst',
  'word.from': 'ab {time}',
  'word.until': 'bis {time}',
  'word.during': 'für {duration}',
  'word.reads': 'höchstens {count}-mal',
  'word.reads.one': 'höchstens einmal',
  'word.reads.other': 'höchstens {count}-mal',
  'word.records': '{count} Einträge',
  'word.records.one': '{count} Eintrag',
  'word.records.other': '{count} Einträge',
  'word.safety': 'Die Kategorie Sicherheit (Allergien, aktuelle Medikamente) gehört dazu.',
  'word.categoryRecords': 'Einträge: {categories}',
  'word.repeats.one': ', und einmal mehr ohne Rückfrage',
  'word.repeats.other': ', und {count}-mal mehr ohne Rückfrage',
  'word.atMostReads': ', höchstens {count}-mal',
  'word.atMostReads.one': ', höchstens einmal',
  'word.atMostReads.other': ', höchstens {count}-mal',
  'word.appointmentGrant': 'Von der Zusage bis {end}: {rights}. {scope}, {purpose}{reads}. {safety}',
  'word.endOfVisit': 'zum Ende des Besuchs',
  'word.afterVisit': '{duration} nach dem Besuch',
  'word.attachments': ', mit {count} Anhängen',
  'word.attachments.one': ', mit {count} Anhang',
  'word.attachments.other': ', mit {count} Anhängen',
  'word.messages': '{count} Nachrichten',
  'word.messages.one': '{count} Nachricht',
  'word.messages.other': '{count} Nachrichten',
  'word.substituted': ', als anderes Mittel als das verordnete',
  'word.critical': 'Er ist kritisch und binnen {duration} zu bestätigen.',
  'word.stage.preliminary': 'vorläufigen',
  'word.stage.final': 'endgültigen',
  'word.stage.corrected': 'berichtigten',
  'word.slot': 'in Terminen zu je {duration}',
  'word.period': 'von {from} bis {until}',
  'word.mayAct.read': 'alle Einträge zu öffnen',
  'word.mayAct.contribute': 'Einträge hinzuzufügen',
  'word.mayAct.consent': 'Zugriff zu geben und zu beenden',
  'word.mayAct.arrange': 'Termine, Wiederholungen und Nachrichten zu erledigen',

  'priority.stat': 'sofort',
  'priority.asap': 'so bald wie möglich',
  'priority.urgent': 'dringend',
  'priority.routine': 'regulär',

  'role.a.patient': 'Patient',
  'role.a.physician': 'Arzt',
  'role.a.nurse': 'Pflegekraft',
  'role.a.radiologist': 'Radiologe',
  'role.a.laboratoryTechnician': 'Laborfachkraft',
  'role.a.pharmacist': 'Apotheker',
  'role.a.hospitalManager': 'Krankenhausverwaltung',
  'role.a.insurer': 'Versicherung',
  'role.a.authority': 'Gesundheitsbehörde',

  'right.list': 'die Liste sehen',
  'right.read': 'lesen',
  'right.contribute': 'hinzufügen',
  'right.dispense': 'abgeben',

  'purpose.for.TREAT': 'zur Behandlung',
  'purpose.for.HPAYMT': 'zur Abrechnung',
  'purpose.for.HOPERAT': 'für die Krankenhausverwaltung',
  'purpose.for.HRESCH': 'für die Forschung',
  'purpose.for.PATRQT': 'auf Wunsch des Patienten',
  'purpose.for.FAMRQT': 'auf Wunsch der Familie',

  'command.identity.apply': 'In diesem Netz registrieren: {role}.',
  'command.identity.verify': 'Bestätigen, dass {identity} ist, wer sie zu sein angibt, und handeln darf.',
  'command.identity.reject': 'Die Registrierung von {identity} ablehnen.',
  'command.identity.suspend': '{identity} sperren: bis zur Freigabe ist nichts mehr möglich.',
  'command.identity.reinstate': '{identity} wieder handeln lassen.',
  'command.compartment.open': 'Ihre Akte einrichten: ein Schlüssel für jede der sieben Kategorien.',
  'command.compartment.rekey':
    'Den Schlüssel Ihrer Kategorie {category} wechseln, damit alte Schlüssel nichts Neues öffnen.',
  'command.compartment.reseal': '{records} unter dem neuen Schlüssel versiegeln.',
  'command.record.add': 'Einen Eintrag ({category}) in die Akte von {patient} aufnehmen.',
  'command.record.amend':
    'Einen Eintrag von {patient} durch einen berichtigten ersetzen. Der alte bleibt als ersetzt sichtbar.',
  'command.record.retract': 'Einen Eintrag zurücknehmen, den Sie für {patient} geschrieben haben.',
  'command.record.acknowledge': 'Bestätigen, dass Sie wissen, dass sich ein gelesener Eintrag geändert hat.',
  'command.access.request': '{patient} um Zugriff bitten: {rights}. {scope}, {purpose}, {duration} {reads}. {safety}',
  'command.access.withdraw': 'Ihre Anfrage zurückziehen.',
  'command.access.grant': '{grantee} darf {rights}. {scope}, {from} {until}, {purpose} {reads}. {safety}',
  'command.access.deny': 'Die Anfrage ablehnen. Niemand erhält Zugriff.',
  'command.access.revoke':
    'Diesen Zugriff jetzt beenden. Was schon geöffnet wurde, lässt sich nicht zurückholen; mehr lässt sich nicht '
    + 'öffnen.',
  'command.access.read': '{records} von {patient} öffnen, {purpose}. Die Patientin oder der Patient wird es sehen.',
  'command.appointment.book': '{patient} einen Termin geben: {period}.',
  'command.appointment.cancel': 'Den Termin absagen. Ein Zugriff, der damit verbunden ist, endet.',
  'command.appointment.complete.attended': 'Festhalten, dass der Besuch stattfand; darin geschrieben: {records}.',
  'command.appointment.complete.missed':
    'Festhalten, dass der Patient nicht kam. Ein Zugriff, der mit dem Termin verbunden ist, endet.',
  'command.appointment.confirm': 'Den Termin bestätigen. Ein Zugriff, der damit verbunden ist, beginnt.',
  'command.appointment.decline': 'Den Termin ablehnen. Ein Zugriff, der damit verbunden ist, endet.',
  'command.availability.publish': 'Termine anbieten: {period} {slot}.',
  'command.availability.withdraw':
    'Diese Termine nicht länger anbieten. Was Patienten erbeten haben oder Sie bestätigt haben, bleibt.',
  'command.order.cancel': 'Die Anordnung zurückziehen. Niemand öffnet oder ergänzt noch etwas dazu.',
  'command.order.place.imaging':
    'Bildgebung ({priority}) für {patient} bei {performer} anordnen. Dort darf man diese Anordnung öffnen und ihren '
    + 'Befund hinzufügen, sonst nichts.',
  'command.order.place.laboratory':
    'Eine Laboruntersuchung ({priority}) für {patient} bei {performer} anordnen. Dort darf man diese Anordnung öffnen '
    + 'und ihren Befund hinzufügen, sonst nichts.',
  'command.prescription.answerRefill.approved': 'Erlauben, dass das Rezept noch einmal eingelöst wird.',
  'command.prescription.answerRefill.refused': 'Die Wiederholung ablehnen.',
  'command.prescription.cancel': 'Das Rezept zurückziehen. Es wird nichts mehr abgegeben.',
  'command.prescription.issue':
    'Für {patient} verschreiben: {quantity} Einheiten dürfen abgegeben werden{repeats}, {until}. Was und wie, steht im '
    + 'versiegelten Eintrag.',
  'command.result.acknowledge': 'Bestätigen, dass Sie den Befund gesehen haben.',
  'command.organisation.rotateKey':
    'Einen neuen Schlüssel für Ihre Organisation erzeugen und an ihre Mitglieder geben.',
  'command.organisation.shareKey': 'Den Schlüssel der Organisation an {member} geben.',
  'command.appointment.request': '{physician} um einen Termin bitten {period}. {appointmentGrant}',
  'command.appointment.move':
    'Um eine andere Zeit bitten: {period}. Die Ärztin oder der Arzt muss neu zusagen; ein Zugriff, der dazugehört, '
    + 'wartet so lange.',
  'command.prescription.requestRefill': 'Um eine weitere Abgabe auf dieses Rezept bitten.',
  'command.prescription.dispense': 'Festhalten, dass Sie {quantity} Einheiten abgegeben haben{substituted}.',
  'command.order.accept': 'Den Auftrag annehmen.',
  'command.order.reject': 'Den Auftrag ablehnen.',
  'command.order.fulfil': 'Den {stage} Befund zum Auftrag hinzufügen. {critical}',
  'command.result.flagCritical': 'Den Befund als kritisch melden, zu bestätigen binnen {within}.',
  'command.message.send':
    'Eine versiegelte Nachricht zu {patient} an {recipients} senden{attachments}. Die Patientin oder der Patient '
    + 'sieht, dass und an wen Sie geschrieben haben.',
  'command.message.read': 'Die Absender wissen lassen, dass Sie {messages} gelesen haben.',
  'command.details.share':
    '{recipients} mitteilen, wer {patient} ist. Die Patientin oder der Patient sieht es und kann es beenden.',
  'command.details.withdraw': 'Beenden, dass die Verwaltung von {organisation} diese Angaben hat.',
  'command.staff.invite': 'Jemanden in Ihre Organisation einladen: {role} {until}.',
  'command.staff.withdraw': 'Die Einladung zurücknehmen: ihr Link gilt nicht mehr.',
  'command.staff.leave': 'Ihre Organisation endgültig verlassen. Mit diesen Schlüsseln ist dann nichts mehr möglich.',
  'command.claim.submit':
    'Für {patient} eine Abrechnung bei {insurer} einreichen. Dort dürfen die Einträge des genannten Zugriffs gelesen '
    + 'werden, sonst nichts.',
  'command.claim.answer.accepted': 'Die Abrechnung annehmen: alles wird bezahlt.',
  'command.claim.answer.partial': 'Die Abrechnung teilweise annehmen.',
  'command.claim.answer.refused': 'Die Abrechnung ablehnen.',
  'command.claim.withdraw': 'Die Abrechnung zurückziehen.',
  'command.record.restrict':
    'Den Eintrag zu Ihren besonders geschützten nehmen: wer seine Kategorie lesen darf, sieht ihn nicht mehr.',
  'command.record.restrict.lift':
    'Den Eintrag in seine Kategorie zurücknehmen: wer sie lesen darf, sieht ihn wieder.',
  'command.record.erase':
    '{records}, von Ihnen geschrieben, endgültig löschen. Niemand kann sie wieder öffnen, auch Sie nicht; es gibt '
    + 'kein Zurück.',
  'command.record.requestErasure': 'Die Organisation, aus der der Eintrag stammt, um Löschung bitten.',
  'command.record.answerErasure.erased':
    'Den Eintrag von {patient} wie gewünscht endgültig löschen. Es gibt kein Zurück.',
  'command.record.answerErasure.refused':
    'Ablehnen, den Eintrag von {patient} zu löschen: er wird bis {retainUntil} aufbewahrt.',
  'command.dependant.attest':
    'Bestätigen, dass Sie den Nachweis gesehen haben, dass {guardian} für ein Kind sorgt, das {comesOfAge} volljährig '
    + 'wird. Damit lässt sich ein Kind anmelden.',
  'command.dependant.register':
    'Ein Kind anmelden. Sie entscheiden für das Kind, in Ihrem eigenen Namen, bis es volljährig ist.',
  'command.dependant.passKey':
    'Den Schlüssel der Akte von {patient} an die neuen Schlüssel weitergeben, damit sich öffnen lässt, was '
    + 'vorher geschrieben wurde.',
  'command.dependant.takeOver': 'Erklären, dass diese neuen Schlüssel von nun an {patient} gehören.',
  'command.dependant.handOver':
    'Bestätigen, dass Sie den Nachweis der Volljährigkeit gesehen haben und wer diese neuen Schlüssel hat. '
    + 'Niemand handelt mehr für diese Person.',
  'command.representative.appoint':
    '{representative} für die Patientin oder den Patienten handeln lassen: erlaubt ist {until}, {rights}. Alles wird '
    + 'unter dem Namen der Vertretung gezeigt.',
  'command.representative.appoint.guardian':
    'Auch {representative} die Sorge übertragen: erlaubt ist alles, was Sie für das Kind dürfen, bis es volljährig '
    + 'ist; Sie können das nicht zurücknehmen.',
  'command.representative.end':
    'Diese Vertretung jetzt beenden. Was schon geöffnet wurde, lässt sich nicht zurückholen; weiter öffnet sie '
    + 'nichts.',
  'command.representative.act': 'Für {patient}, in Vertretung: {inner}',
};
