/** Die Seite des eigenen Kontos. */
export const me = {
  'me.title': 'Mein Konto',
  'me.qr': 'Meine Kennung als QR-Code',
  'me.keys': 'Karte und Schlüssel',
  'me.keys.text':
    'Beides wird nur nach Ihrer Passphrase gezeigt. Wer Ihre Schlüssel hat, kann als Sie unterschreiben und lesen.',
  'me.showCard': 'Meine Anmeldekarte zeigen',
  'me.showCard.text': 'Geben Sie Ihre Passphrase ein, um die Karte noch einmal zu sehen.',
  'me.export': 'Meine Schlüssel exportieren',
  'me.export.text':
    'Die Datei enthält Ihre privaten Schlüssel ungeschützt. Verwahren Sie sie offline. Geben Sie Ihre Passphrase '
    + 'ein, '
    + 'um fortzufahren.',
  'me.continue': 'Weiter',
  'me.device': 'Dieses Gerät',
  'me.device.own':
    'Dieses Gerät kennt Sie und fragt nur nach Ihrer Passphrase. Nach zehn Minuten ohne Sie sperrt es sich.',
  'me.device.shared': 'Dieses Gerät behält nichts von Ihnen. Nach zehn Minuten ohne Sie sperrt es sich.',
  'me.forget': 'Abmelden und von diesem Gerät entfernen',
  'me.leave': '{organisation} verlassen',
  'me.leave.end':
    'Mit diesen Schlüsseln ist dann nichts mehr möglich: nicht lesen, nicht schreiben, keinen Zugriff erhalten.',
  'me.leave.written': 'Was Sie geschrieben haben, bleibt mit Ihrem Namen in den Akten.',
  'me.leave.shared':
    'Offene Rezepte und Aufträge laufen weiter; übergeben Sie Ihre Patienten und Befunde, bevor Sie gehen.',
  'me.leave.back': 'Das lässt sich nicht zurücknehmen. Wer wiederkommt, bewirbt sich neu, mit neuen Schlüsseln.',
  'me.leave.key':
    'Geben Sie den Schlüssel der Organisation vorher jemand anderem in der Verwaltung, der danach einen neuen '
    + 'erzeugt. Sonst kann niemand mehr öffnen, was Patienten mit dem ganzen Haus geteilt haben.',
  'me.leave.last': 'Jemand anderes in der Behörde muss Personen prüfen können.',
  'me.leave.action': 'Endgültig verlassen',
};
