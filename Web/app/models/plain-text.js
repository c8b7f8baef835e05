// Makes text from records safe to show on one line, as `PlainText` does in Swift: no record can disguise itself by
// control characters, bidirectional overrides or invisible characters.

const space = /[\t\n\r\u0085\u2028\u2029 ]+/g;
// Invisible break hints (zero width space, word joiner, byte order mark, soft hyphen) change nothing that is read.
const breakHints = /[\u200b\u2060\ufeff\u00ad]/g;
const hidden = new RegExp(
  '[\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff' +
    '\\u{e0000}-\\u{e007f}]',
  'gu',
);

/** The text on one line, at most `limit` characters; a longer one ends in "…". */
export function plainLine(text, limit = 400) {
  if (typeof text !== 'string') return '';
  // Nothing past a few times the limit can be shown: cut first, so that a huge text costs nothing.
  const line = text
    .slice(0, limit * 4)
    .replace(breakHints, '')
    .replace(space, ' ')
    .replace(hidden, '\ufffd')
    .trim();
  const characters = [...line];
  return characters.length > limit ? characters.slice(0, limit).join('') + '…' : line;
}

/** Several lines: each as `plainLine`, empty ones dropped at the ends. */
export function plainBlock(text, limit = 20_000) {
  if (typeof text !== 'string') return '';
  const lines = text
    .slice(0, limit)
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => plainLine(line, 2000));
  const block = lines.join('\n').trim();
  return text.length > limit ? block + '…' : block;
}
