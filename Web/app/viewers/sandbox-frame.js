// Record content that is markup (FHIR narrative, HTML, SVG) is shown in a frame with an opaque origin: no scripts, no
// forms, no navigation, and by the page's own policy, which the frame inherits, nothing from the network. Before that,
// only the elements that FHIR's narrative allows are kept, without links and sources.

import { el } from './dom.js';
import { t } from '../models/words.js';

const allowed = new Set(
  (
    'div p b i u em strong span small big tt code pre samp kbd var cite dfn abbr acronym blockquote q ' +
    'sub sup br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd a table caption colgroup col thead tbody tfoot tr th td ' +
    'address ins del s strike bdo center'
  ).split(' '),
);
const keptAttributes = new Set(['colspan', 'rowspan', 'dir', 'lang', 'title', 'start']);
// What they hold is no text for people.
const dropped = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'iframe',
  'embed',
  'head',
  'title',
  'svg',
  'math',
  'textarea',
  'select',
  'option',
  'form',
  'link',
  'meta',
  'base',
]);
const mostNodes = 20_000;

/** A copy of the markup with nothing in it but text and the allowed elements. Parsing runs and loads nothing. */
export function cleanMarkup(source) {
  const parsed = new DOMParser().parseFromString(String(source).slice(0, 2_000_000), 'text/html');
  const target = document.implementation.createHTMLDocument('');
  let nodes = 0;
  const copy = (from, into, depth) => {
    for (const node of from.childNodes) {
      if ((nodes += 1) > mostNodes) return;
      if (node.nodeType === Node.TEXT_NODE) into.append(target.createTextNode(node.data));
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      const name = node.localName;
      if (dropped.has(name)) continue;
      if (!allowed.has(name) || depth > 60) {
        copy(node, into, depth);
        continue;
      }
      const element = target.createElement(name === 'a' ? 'span' : name);
      for (const { name: attribute, value } of node.attributes) {
        if (keptAttributes.has(attribute)) element.setAttribute(attribute, value.slice(0, 200));
      }
      into.append(element);
      copy(node, element, depth + 1);
    }
  };
  copy(parsed.body, target.body, 0);
  return {
    html: new XMLSerializer().serializeToString(target.body),
    text: target.body.textContent.trim(),
    count: nodes,
  };
}

/** A sealed-off frame with the cleaned markup; undefined when nothing is left of it. */
export function markupFrame(source, { title = t('frame.narrative') } = {}) {
  const { html, text } = cleanMarkup(source);
  if (!text) return undefined;
  // The frame may use no style sheet of ours (its origin is opaque); the fonts of the system are asked for in the only
  // way that needs none.
  const page =
    `<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">` +
    `</head><body><font face="system-ui, sans-serif">${html}</font></body></html>`;
  return sealedFrame(page, title, estimateRows(html, text));
}

/** An SVG as an image inside a sealed-off frame: as an image it runs nothing and loads nothing. */
export function drawingFrame(bytes, { title = t('frame.drawing') } = {}) {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  const page =
    '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body bgcolor="#ffffff">' +
    `<img alt="" width="100%" src="data:image/svg+xml;base64,${btoa(binary)}"></body></html>`;
  return sealedFrame(page, title, 26);
}

function sealedFrame(page, title, rows) {
  const frame = el('iframe', {
    class: 'sealed-frame',
    sandbox: '',
    title,
    referrerpolicy: 'no-referrer',
    srcdoc: page,
  });
  frame.style.height = `${rows}rem`;
  return frame;
}

// The frame cannot say how high it is: about as high as its text.
function estimateRows(html, text) {
  const breaks = (html.match(/<(p|br|li|tr|h\d|div|hr|dt|dd)\b/g) ?? []).length;
  return Math.min(36, Math.max(4, Math.ceil(text.length / 70 + breaks * 1.3) * 1.6 + 2));
}
