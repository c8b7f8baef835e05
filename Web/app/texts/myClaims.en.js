/** Claims, the patient's side; `insurance` has the words that all share. */
export const myClaims = {
  'myClaims.none': 'No claim has been submitted.',
  'myClaims.none.hint': 'You submit one yourself, or your hospital’s management does.',
  'myClaims.text':
    'It is sealed to the insurer and you. The insurer may read the records that you choose, and no others.',
  'myClaims.records': 'The records that show it',
  'myClaims.duration': 'How long the insurer may read them',
  'records.search': 'Search your records',
  'records.noneToChoose': 'There is no record to choose yet.',
  'records.chosen': '{count} records chosen',
  'records.chosen.one': '{count} record chosen',
  'records.chosen.other': '{count} records chosen',
};
