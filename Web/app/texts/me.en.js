/** The page of one's own account. */
export const me = {
  'me.title': 'My account',
  'me.qr': 'My identity as a QR code',
  'me.keys': 'Card and keys',
  'me.keys.text': 'Both are shown only after your passphrase. Whoever has your keys can sign and read as you.',
  'me.showCard': 'Show my sign-in card',
  'me.showCard.text': 'Enter your passphrase to see the card again.',
  'me.export': 'Export my keys',
  'me.export.text':
    'The file will hold your private keys, unprotected. Keep it offline. Enter your passphrase to go on.',
  'me.continue': 'Continue',
  'me.device': 'This device',
  'me.device.own':
    'This device remembers you: it asks for your passphrase only. It locks after ten minutes without you.',
  'me.device.shared': 'This device keeps nothing of you. It locks after ten minutes without you.',
  'me.forget': 'Sign out and remove me from this device',
  'me.leave': 'Leave {organisation}',
  'me.leave.end': 'You can do nothing with these keys any more: not read, not write, not be given access.',
  'me.leave.written': 'What you wrote stays in the records, with your name.',
  'me.leave.shared': 'Open prescriptions and orders go on; hand over your patients and results before you leave.',
  'me.leave.back': 'It cannot be undone. Who comes back applies anew, with new keys.',
  'me.leave.key':
    'Give the organisation’s key to another manager before you go, who makes a new one afterwards. Otherwise nobody '
    + 'can open what patients shared with the whole organisation.',
  'me.leave.last': 'Somebody else at the authority has to be able to verify people.',
  'me.leave.action': 'Leave for good',
};
