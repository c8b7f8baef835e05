/** What is signed, in words: those of Sources/Wallet/CommandWording.swift. */
export const wallet = {
  'confirm.title': 'Confirm what you sign',
  'confirm.hint': 'You sign with the key on this device. If you reject, nothing has happened.',
  'confirm.exact': 'Exactly what is signed',
  'confirm.exact.hint': 'This is the content of the signature, byte for byte.',
  'confirm.unknown': 'There are no words for this command. Confirm only if you understand exactly what is signed.',
  'confirm.confirm': 'Confirm and sign',
  'confirm.reject': 'Reject',

  'word.somebody': 'somebody',
  'word.known': '{name} ({id})',
  'word.you': '{name} (you)',
  'word.yourself': 'you',
  'word.from': 'from {time}',
  'word.until': 'until {time}',
  'word.during': 'for {duration}',
  'word.reads': 'at most {count} reads',
  'word.reads.one': 'at most {count} read',
  'word.reads.other': 'at most {count} reads',
  'word.records': '{count} records',
  'word.records.one': '{count} record',
  'word.records.other': '{count} records',
  'word.safety': 'The safety category (allergies, current medicines) goes along.',
  'word.categoryRecords': '{categories} records',
  'word.repeats.one': ', and once more without asking',
  'word.repeats.other': ', and {count} times more without asking',
  'word.atMostReads': ', at most {count} reads',
  'word.atMostReads.one': ', at most {count} read',
  'word.atMostReads.other': ', at most {count} reads',
  'word.appointmentGrant': 'From the confirmation until {end} they may {rights} {scope} {purpose}{reads}. {safety}',
  'word.endOfVisit': 'the end of the visit',
  'word.afterVisit': '{duration} after the visit',
  'word.attachments': ', with {count} attachments',
  'word.attachments.one': ', with {count} attachment',
  'word.attachments.other': ', with {count} attachments',
  'word.messages': '{count} messages',
  'word.messages.one': '{count} message',
  'word.messages.other': '{count} messages',
  'word.substituted': ', as another product than the one prescribed',
  'word.critical': 'It is critical, to be acknowledged within {duration}.',
  'word.stage.preliminary': 'preliminary',
  'word.stage.final': 'final',
  'word.stage.corrected': 'corrected',
  'word.slot': 'in slots of {duration}',
  'word.period': 'from {from} to {until}',
  'word.mayAct.read': 'open all records',
  'word.mayAct.contribute': 'add records',
  'word.mayAct.consent': 'give and end access',
  'word.mayAct.arrange': 'arrange appointments, refills and messages',

  'priority.stat': 'at once',
  'priority.asap': 'as soon as possible',
  'priority.urgent': 'urgent',
  'priority.routine': 'routine',

  'role.a.patient': 'a patient',
  'role.a.physician': 'a physician',
  'role.a.nurse': 'a nurse',
  'role.a.radiologist': 'a radiologist',
  'role.a.laboratoryTechnician': 'a laboratory technician',
  'role.a.pharmacist': 'a pharmacist',
  'role.a.hospitalManager': 'a hospital manager',
  'role.a.insurer': 'an insurer’s officer',
  'role.a.authority': 'an officer of the health authority',

  'right.list': 'see the list of',
  'right.read': 'read',
  'right.contribute': 'add to',
  'right.dispense': 'dispense from',

  'purpose.for.TREAT': 'for treatment',
  'purpose.for.HPAYMT': 'for payment',
  'purpose.for.HOPERAT': 'for hospital administration',
  'purpose.for.HRESCH': 'for research',
  'purpose.for.PATRQT': 'at the patient’s request',
  'purpose.for.FAMRQT': 'at the family’s request',

  'command.identity.apply': 'Register as {role} in this network.',
  'command.identity.verify': 'Confirm that {identity} is who they say and may act.',
  'command.identity.reject': 'Reject the registration of {identity}.',
  'command.identity.suspend': 'Suspend {identity}: they can do nothing until reinstated.',
  'command.identity.reinstate': 'Let {identity} act again.',
  'command.compartment.open': 'Set up your record: one key for each of the seven categories.',
  'command.compartment.rekey': 'Change the key of your {category} records, so that old keys open nothing new.',
  'command.compartment.reseal': 'Seal {records} under the new key.',
  'command.record.add': 'Add one {category} record to the chart of {patient}.',
  'command.record.amend':
    'Replace a record of {patient} by a corrected one. The old one stays visible as superseded.',
  'command.record.retract': 'Take back a record that you wrote for {patient}.',
  'command.record.acknowledge': 'Confirm that you know a record you read has changed.',
  'command.access.request': 'Ask {patient} to let you {rights} {scope} {purpose} {duration} {reads}. {safety}',
  'command.access.withdraw': 'Withdraw your request.',
  'command.access.grant': '{grantee} may {rights} {scope} {from} {until} {purpose} {reads}. {safety}',
  'command.access.deny': 'Refuse the request. Nobody gets access.',
  'command.access.revoke':
    'End this access now. What was already opened cannot be recalled; nothing further can be opened.',
  'command.access.read': 'Open {records} of {patient} {purpose}. The patient will see that you did.',
  'command.appointment.book': 'Give {patient} an appointment {period}.',
  'command.appointment.cancel': 'Cancel the appointment. An access that goes with it ends.',
  'command.appointment.complete.attended': 'Note that the visit took place, with {records} written in it.',
  'command.appointment.complete.missed':
    'Note that the patient did not come. An access that goes with the appointment ends.',
  'command.appointment.confirm': 'Confirm the appointment. An access that goes with it begins.',
  'command.appointment.decline': 'Decline the appointment. An access that goes with it ends.',
  'command.availability.publish': 'Offer appointments {period} {slot}.',
  'command.availability.withdraw':
    'Offer these appointments no longer. What patients have asked for or you confirmed stays.',
  'command.order.cancel': 'Cancel the order. Nobody opens or adds anything under it any more.',
  'command.order.place.imaging':
    'Order imaging ({priority}) for {patient} from {performer}. They may open this order and add its result, and '
    + 'nothing else.',
  'command.order.place.laboratory':
    'Order a laboratory test ({priority}) for {patient} from {performer}. They may open this order and add its result, '
    + 'and nothing else.',
  'command.prescription.answerRefill.approved': 'Allow the prescription to be dispensed once more.',
  'command.prescription.answerRefill.refused': 'Refuse the refill.',
  'command.prescription.cancel': 'Cancel the prescription. Nothing more may be dispensed.',
  'command.prescription.issue':
    'Prescribe for {patient}: {quantity} units may be dispensed{repeats}, {until}. What and how stands in the sealed '
    + 'record.',
  'command.result.acknowledge': 'Confirm that you have seen the result.',
  'command.organisation.rotateKey': 'Make a new key for your organisation and give it to its members.',
  'command.organisation.shareKey': 'Give the organisation’s key to {member}.',
  'command.appointment.request': 'Ask {physician} for an appointment {period}. {appointmentGrant}',
  'command.appointment.move':
    'Ask for another time instead: {period}. The physician has to confirm it again, and access that goes with it '
    + 'waits until then.',
  'command.prescription.requestRefill': 'Ask the prescriber to allow the prescription once more.',
  'command.prescription.dispense': 'Note that you dispensed {quantity} units{substituted}.',
  'command.order.accept': 'Take the order on.',
  'command.order.reject': 'Reject the order.',
  'command.order.fulfil': 'Add the {stage} result of the order. {critical}',
  'command.result.flagCritical': 'Flag the result as critical, to be acknowledged within {within}.',
  'command.message.send':
    'Send a sealed message about {patient} to {recipients}{attachments}. The patient sees that you wrote, and to '
    + 'whom.',
  'command.message.read': 'Let the senders know that you have read {messages}.',
  'command.details.share':
    'Tell {recipients} who {patient} is. The patient sees that you did, and can end it.',
  'command.details.withdraw': 'End that the management of {organisation} has these details.',
  'command.staff.invite': 'Invite somebody to your organisation as {role} {until}.',
  'command.staff.withdraw': 'Take the invitation back: its link works no more.',
  'command.staff.leave': 'Leave your organisation for good. You can do nothing with these keys any more.',
  'command.claim.submit':
    'Submit a claim for {patient} to {insurer}. It may read the records of the grant that the claim names, and '
    + 'nothing else.',
  'command.claim.answer.accepted': 'Accept the claim: all of it is paid.',
  'command.claim.answer.partial': 'Accept part of the claim.',
  'command.claim.answer.refused': 'Refuse the claim.',
  'command.claim.withdraw': 'Take the claim back.',
  'command.record.restrict':
    'Move the record to your restricted records: who may read its category no longer sees it.',
  'command.record.restrict.lift':
    'Move the record back to its category: who may read that category sees it again.',
  'command.record.erase':
    'Erase {records} that you wrote, for good. Nobody can open it again, you neither; there is no way back.',
  'command.record.requestErasure': 'Ask the author’s organisation to erase the record.',
  'command.record.answerErasure.erased':
    'Erase the record of {patient} for good, as they asked. There is no way back.',
  'command.record.answerErasure.refused': 'Refuse to erase the record of {patient}: it is kept until {retainUntil}.',
  'command.dependant.attest':
    'Confirm that you saw the proof that {guardian} is the parent or guardian of a child who comes of age in '
    + '{comesOfAge}. They can register one child with it.',
  'command.dependant.register':
    'Register a child as your dependant. You decide for the child, in your own name, until they come of age.',
  'command.dependant.passKey':
    'Hand the key of {patient}’s records on to the keys that they have made, so that they can open what was '
    + 'written before.',
  'command.dependant.takeOver': 'Say that these new keys are {patient}’s from now on.',
  'command.dependant.handOver':
    'Confirm that you saw the proof that a dependant has come of age and holds these new keys. Nobody acts for '
    + 'them any more.',
  'command.representative.appoint':
    'Let {representative} act for the patient: they may {rights} {until}. Whatever they do is shown as done by them.',
  'command.representative.appoint.guardian':
    'Make {representative} a guardian too: they may do for the child what you may, until the child comes of age, and '
    + 'you cannot remove them.',
  'command.representative.end':
    'End this representation now. What was already opened cannot be recalled; nothing further can be.',
  'command.representative.act': 'For {patient}, whom you represent: {inner}',
};
