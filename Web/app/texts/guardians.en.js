/** Children: guardians confirmed, children registered, records handed over to who has come of age. */
export const guardians = {
  'guardians.title': 'Children and guardians',
  'guardians.text':
    'A parent registers a child once you have confirmed the proof. When the child has come of age, you hand its record '
    + 'over.',
  'guardians.text.authority': 'When a child has come of age, you hand its record over.',
  'guardians.attest': 'Confirm a guardian',
  'guardians.attest.text':
    'Look at the guardian’s identity card, and at the birth certificate or the court’s decision. The guardian can then '
    + 'register one child, within 30 days.',
  'guardians.guardian': 'Whose identity',
  'guardians.guardian.short': 'Guardian',
  'guardians.guardian.hint': 'The guardian is a patient of the network: the 14 symbols on their start page.',
  'guardians.guardian.wrong': 'This is no identity. It has 14 letters and digits.',
  'guardians.scan': 'Scan their code',
  'guardians.comesOfAge': 'Comes of age in',
  'guardians.comesOfAge.hint': 'The year, usually that of birth plus 18. The ledger learns nothing else of the child.',
  'guardians.comesOfAge.wrong': 'Enter a year from {from} to {until}.',
  'guardians.attested': 'Confirmed. The guardian can register the child now.',
  'guardians.mine': 'What I confirmed',
  'guardians.none': 'You have confirmed no guardian yet.',
  'guardians.confirmed': 'Confirmed on',
  'guardians.state': 'State',
  'guardians.open': 'until {day}',
  'guardians.handOver': 'Hand a record over',
  'guardians.handOver.text':
    'You have seen who the young adult is, and that they have come of age. They bring the file that they made at “I '
    + 'have come of age”. From then on nobody acts for them any more.',
  'guardians.handedOver': 'Handed over. They can sign in with their own card now.',
  'guardians.file': 'The young adult’s file',
  'guardians.file.hint': 'Its name ends in .takeover. It holds no secret.',
  'guardians.file.scan': 'Scan their code',
  'guardians.file.record': 'Whose record',
  'guardians.file.until': 'Can be used until',
  'guardians.file.over':
    'The time of this file is over. The young adult makes it anew with card and passphrase, at “I have come of age”.',

  'guardians.child': 'Register a child',
  'guardians.child.attested': '{organisation} confirmed a child who comes of age in {year}; good until {day}.',
  'guardians.child.text': 'You act for the child in your own name, and can make the other parent a guardian, too.',
  'guardians.child.which': 'Which child',
  'guardians.child.name': 'The child’s name',
  'guardians.child.birthDate': 'The child’s date of birth',
  'guardians.child.action': 'Register the child',
  'guardians.child.none': 'Nobody has confirmed yet that you are a child’s guardian.',
  'guardians.child.none.hint':
    'Show the proof and your identity to a nurse, a physician or the management of your hospital. Once they have '
    + 'confirmed it, you register the child here.',
  'guardians.child.done': 'The child is registered',
  'guardians.child.done.text': '{name} has a record of their own. This is their identity:',
  'guardians.child.done.next':
    'Whoever treats the child asks for access with it. To let the other parent act, too, act for the child and open '
    + '“Representatives”.',
  'guardians.child.qr': 'The child’s identity as a code',
  'guardians.child.act': 'Act for {name}',
  'guardians.child.toAll': 'For whom I act',

  'guardians.passKey': 'Hand the key on',
  'guardians.passKey.text':
    'With it the young adult opens what was written before they came of age. You can hand it on before staff hand the '
    + 'record over, and at any time after.',
  'guardians.keyPassed': 'Handed on.',

  'takeOver.title': 'Take over my record',
  'takeOver.text': 'You have come of age and act for yourself from now on. This is how:',
  'takeOver.step.keys': 'You make keys of your own here, and keep the card.',
  'takeOver.step.guardian': 'A parent opens your file under Representatives, “Hand the key on”.',
  'takeOver.step.staff': 'Staff of your hospital see your identity card and open the same file: “Hand a record over”.',
  'takeOver.step.signIn': 'Then you sign in with your card.',
  'takeOver.record': 'The identity of your record',
  'takeOver.record.hint': 'Your parents find the 14 symbols on your start page when they act for you.',
  'takeOver.record.wrong': 'This is no identity. It has 14 letters and digits.',
  'takeOver.action': 'Make my keys',
  'takeOver.toAgain': 'I have my card already and need the file anew',
  'takeOver.again': 'Your card and passphrase make the file anew, for the same keys.',
  'takeOver.toFirst': 'I have no card yet',
  'takeOver.file': 'Your file',
  'takeOver.file.text':
    'It holds no secret: you can send it, bring it on a stick, print it, or have the code scanned.',
  'takeOver.file.qr': 'Your file as a code',
  'takeOver.file.make': 'Make the file',
  'takeOver.file.save': 'Save the file',
  'takeOver.file.again':
    'It is good for a day. Later you make it anew with your card: “I have my card already and need the file anew”.',
};
