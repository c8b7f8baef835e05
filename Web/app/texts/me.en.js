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
};
