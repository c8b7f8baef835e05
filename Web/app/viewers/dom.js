// Elements without markup: text only ever becomes text. No HTML from a record passes through here.

const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * An element. `attributes`: `class`, `on: {event: handler}`, `data: {name: value}`, properties that only exist as such
 * (`value`, `checked`, `disabled`, `hidden`, `open`), everything else as an attribute; undefined, null and false are
 * left out. Children: nodes, texts, lists of them; undefined, null and false are left out.
 */
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** An SVG element, made as `el` does. */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(svgNamespace, name), attributes, children);
}

const properties = new Set(['value', 'checked', 'disabled', 'hidden', 'open', 'indeterminate', 'selected', 'htmlFor']);

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'on') for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    else if (name === 'data') for (const [key, one] of Object.entries(value)) element.dataset[key] = one;
    else if (properties.has(name)) element[name] = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

/** Appends nodes and texts. */
export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false || child === '') continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** Replaces what an element holds. */
export function replace(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

let counter = 0;

/** An id that no other element of the page has. */
export function freshId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** A button. */
export function button(label, onClick, attributes = {}) {
  return el('button', { type: 'button', class: 'button', ...attributes, on: { click: onClick } }, label);
}

/** A small drawn sign; decorative, so that words always stand beside it. */
export function icon(name) {
  const path = paths[name];
  return svg(
    'svg',
    { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', {
      d: path,
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': 2,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    }),
  );
}

const paths = {
  alert: 'M12 3 2 20h20L12 3zm0 6v5m0 3v.5',
  check: 'm4 12 5 5L20 6',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  visit: 'M4 20V9l8-5 8 5v11zm5 0v-6h6v6',
  clinical: 'M12 5v14M5 12h14',
  medication:
    'M8.500 15.500l7-7m-9.300-.3a5 5 0 0 1 7.100-.1l2.600 2.600a5 5 0 0 1-7.100 7.100L6.200 15.200a5 5 0 0 1 0-7z',
  laboratory: 'M9 3h6m-5 0v6l-5 9a2 2 0 0 0 2 3h10a2 2 0 0 0 2-3l-5-9V3M7.500 15h9',
  imaging: 'M4 4h16v16H4zm0 12 5-5 4 4 3-3 4 4M15.500 8v.5',
  safety: 'M12 3 4 6v6c0 5 3.500 7.500 8 9 4.500-1.500 8-4 8-9V6z',
  demographics: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-8 8c1-4 4-5 8-5s7 1 8 5',
  restricted: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3M12 14.500v2',
  document: 'M6 3h8l4 4v14H6zm8 0v4h4M9 12h6m-6 4h6',
  up: 'M12 19V5m-6 6 6-6 6 6',
  down: 'M12 5v14m-6-6 6 6 6-6',
  same: 'M4 12h16m-5-5 5 5-5 5',
  download: 'M12 4v11m-5-5 5 5 5-5M5 20h14',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zm5-2 5 5',
  close: 'M6 6l12 12M18 6 6 18',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
};
