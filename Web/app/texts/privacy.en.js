/** What a patient decides about single records and shared details. */
export const privacy = {
  'privacy.title': 'Privacy',
  'privacy.details': 'Hospitals that know who you are',
  'privacy.details.text':
    'Your name and contact, as a physician shared them with the management. It ends with the physician’s access, or '
    + 'here.',
  'privacy.details.none': 'No hospital’s management has your details.',
  'privacy.details.by': 'Shared {time} by',
  'privacy.details.withdraw': 'End this',
  'privacy.details.withdrawn': 'Ended. The management no longer has your details.',
  'privacy.restrictedRecords': 'Restricted records',
  'privacy.restrictedRecords.text':
    'Whoever may read their category does not see them. You share each by itself, or the category “restricted”.',
  'privacy.restrictedRecords.none': 'No record is restricted. You restrict one on its own page.',
  'privacy.erasures': 'Erased, and asked to be erased',
  'privacy.erasures.text':
    'What you wrote you erase yourself. What a professional wrote, their organisation erases or says until when the '
    + 'law makes it keep it.',
  'privacy.erasures.none': 'Nothing was erased, and nothing is asked to be.',
  'privacy.erasedRecord': 'A {category} record',
  'privacy.erasedOne': 'A record that is gone',
  'privacy.untitled': 'Record',
  'privacy.askedOf': 'Asked of',
  'privacy.askedAt': 'Asked',
  'privacy.answeredAt': 'Answered',
  'privacy.answer': 'Answer',
  'privacy.retainUntil': 'Kept until',
  'privacy.certificate': 'Save the certificate',
  'privacy.certificate.saved': 'Checked and saved: this server has nothing left of the record.',
  'privacy.ask': 'Ask who wrote it',
  'privacy.restrict': 'Restrict',
  'privacy.restricted': 'Restricted: it is shared with nobody any more, unless by itself.',
  'privacy.share': 'Share with its category again',
  'privacy.shared': 'Shared again with whoever may read its category.',
  'privacy.isRestricted': 'restricted',
  'privacy.isRestricted.text': 'Restricted: whoever may read its category does not see it.',
  'privacy.erase': 'Erase',
  'privacy.erased': 'Erased for good.',
  'privacy.requestErasure': 'Ask to erase',
  'privacy.requestErasure.text':
    'A professional wrote this record. Their organisation answers: it erases it, or says until when it must be kept.',
  'privacy.requested': 'Asked. The answer will stand here.',
  'privacy.reason': 'Reason',
  'privacy.reason.hint': 'Sealed: only the organisation’s managers can read it.',
};
