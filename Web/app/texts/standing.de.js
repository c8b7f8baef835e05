/** Who waits to be verified, was rejected or suspended, or has left. */
export const standing = {
  'waiting.title': 'Ihre Bewerbung wird geprüft',
  'waiting.text': 'Sie können sich anmelden, aber in Ihrer Rolle erst handeln, wenn Sie geprüft sind.',
  'waiting.since': 'Wartet seit',
  'waiting.who': 'Die Gesundheitsbehörde, anhand Ihrer Nachweise',
  'waiting.credentials': 'Eingegangen, für die Behörde versiegelt',
  'waiting.noCredentials': 'Es wurden keine eingereicht: Die Behörde kann danach fragen',
  'waiting.next': 'Diese Seite ändert sich von selbst, sobald entschieden ist. Sie können sie schließen.',
  'rejected.title': 'Ihre Bewerbung wurde abgelehnt',
  'rejected.text': 'Sie können in diesem Netz nicht in der Rolle handeln, um die Sie sich beworben haben.',
  'rejected.since': 'Entschieden',
  'rejected.who': 'Die Gesundheitsbehörde. Sie kann Sie auch später noch bestätigen',
  'rejected.next': 'Halten Sie das für einen Irrtum, wenden Sie sich mit Ihrer Kennung an die Gesundheitsbehörde.',
  'left.title': 'Sie haben Ihre Organisation verlassen',
  'left.text':
    'Mit diesen Schlüsseln ist in diesem Netz nichts mehr möglich. Was Sie geschrieben haben, bleibt mit Ihrem Namen '
    + 'in den Akten.',
  'left.since': 'Seit',
  'left.next': 'Wer wiederkommt, bewirbt sich neu, mit neuen Schlüsseln: Melden Sie sich zuerst ab.',
  'standing.receipt': 'Ihr Nachweis',
  'standing.receipt.text': 'Eine Quittung beweist jedem, ohne diesen Knoten, was Sie wann signiert haben und dass es '
    + 'angenommen wurde.',
  'standing.receipt.application': 'Quittung Ihrer Bewerbung speichern',
  'standing.receipt.left': 'Quittung Ihres Austritts speichern',
  'standing.receipt.none': 'Sie stehen im Gründungsdokument des Netzes: eine Bewerbung gab es nicht.',
  'standing.receipt.check': 'Eine Quittung prüfen',
  'suspended.title': 'Sie sind gesperrt',
  'suspended.text':
    'Sie können in diesem Netz zurzeit nicht handeln. Nichts, was Sie geschrieben haben, ist verloren.',
  'suspended.since': 'Seit',
  'suspended.who': 'Die Gesundheitsbehörde oder die Leitung von {organisation}',
  'suspended.next':
    'Wenden Sie sich an die Stelle, die entschieden hat. Nach der Freigabe ändert sich diese Seite von selbst.',
};
