/** Abrechnungen, von der Patientenseite; die gemeinsamen Worte stehen in `insurance`. */
export const myClaims = {
  'myClaims.none': 'Es ist keine Abrechnung eingereicht.',
  'myClaims.none.hint': 'Sie reichen selbst eine ein, oder die Verwaltung Ihres Krankenhauses.',
  'myClaims.text':
    'Sie ist für die Versicherung und Sie versiegelt. Die Versicherung darf die Einträge lesen, die Sie wählen, sonst '
    + 'keine.',
  'myClaims.records': 'Die Einträge, die es zeigen',
  'myClaims.duration': 'Wie lange die Versicherung sie lesen darf',
  'records.search': 'In Ihrer Akte suchen',
  'records.noneToChoose': 'Es gibt noch keinen Eintrag zu wählen.',
  'records.chosen': '{count} Einträge gewählt',
  'records.chosen.one': '{count} Eintrag gewählt',
  'records.chosen.other': '{count} Einträge gewählt',
};
