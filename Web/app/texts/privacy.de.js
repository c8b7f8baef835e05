/** Was Patienten über einzelne Einträge und geteilte Angaben bestimmen. */
export const privacy = {
  'privacy.title': 'Datenschutz',
  'privacy.details': 'Krankenhäuser, die wissen, wer Sie sind',
  'privacy.details.text':
    'Ihr Name und wie man Sie erreicht, wie es der Verwaltung mitgeteilt wurde. Das endet mit dem Zugriff, unter dem '
    + 'es geschah, oder hier.',
  'privacy.details.none': 'Keine Krankenhausverwaltung hat Ihre Angaben.',
  'privacy.details.by': 'Mitgeteilt {time} von',
  'privacy.details.withdraw': 'Beenden',
  'privacy.details.withdrawn': 'Beendet. Die Verwaltung hat Ihre Angaben nicht mehr.',
  'privacy.restrictedRecords': 'Besonders geschützte Einträge',
  'privacy.restrictedRecords.text':
    'Wer ihre Kategorie lesen darf, sieht sie nicht. Sie teilen jeden einzeln, oder die ganze '
    + 'Kategorie „besonders geschützt“.',
  'privacy.restrictedRecords.none':
    'Kein Eintrag ist besonders geschützt. Sie schützen einen auf seiner eigenen Seite.',
  'privacy.erasures': 'Gelöscht, und zu löschen erbeten',
  'privacy.erasures.text':
    'Was Sie schrieben, löschen Sie selbst. Was andere schrieben, löscht deren Organisation, oder sie sagt, bis wann '
    + 'das Gesetz es aufbewahren lässt.',
  'privacy.erasures.none': 'Nichts ist gelöscht, und um nichts ist gebeten.',
  'privacy.erasedRecord': 'Ein Eintrag: {category}',
  'privacy.erasedOne': 'Ein Eintrag, den es nicht mehr gibt',
  'privacy.untitled': 'Eintrag',
  'privacy.askedOf': 'Erbeten von',
  'privacy.askedAt': 'Erbeten',
  'privacy.answeredAt': 'Beantwortet',
  'privacy.answer': 'Antwort',
  'privacy.retainUntil': 'Aufbewahrt bis',
  'privacy.certificate': 'Bescheinigung sichern',
  'privacy.certificate.saved': 'Geprüft und gesichert: dieser Server hat nichts mehr von dem Eintrag.',
  'privacy.ask': 'Wer es schrieb, fragen',
  'privacy.restrict': 'Besonders schützen',
  'privacy.restricted': 'Besonders geschützt: mit niemandem mehr geteilt, außer einzeln.',
  'privacy.share': 'Wieder mit der Kategorie teilen',
  'privacy.shared': 'Wieder geteilt mit allen, die die Kategorie lesen dürfen.',
  'privacy.isRestricted': 'besonders geschützt',
  'privacy.isRestricted.text': 'Besonders geschützt: wer seine Kategorie lesen darf, sieht ihn nicht.',
  'privacy.erase': 'Löschen',
  'privacy.erased': 'Endgültig gelöscht.',
  'privacy.requestErasure': 'Um Löschung bitten',
  'privacy.requestErasure.text':
    'Diesen Eintrag schrieb jemand vom Fach. Dessen Organisation antwortet: sie löscht ihn, oder sagt, bis wann er '
    + 'aufbewahrt werden muss.',
  'privacy.requested': 'Erbeten. Die Antwort wird hier stehen.',
  'privacy.reason': 'Grund',
  'privacy.reason.hint': 'Versiegelt: nur die Verwaltung der Organisation kann es lesen.',
};
