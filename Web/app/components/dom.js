/** Elements without markup: nothing that people or records say can become an element or run. */

/**
 * An element. `props`: `class`, `text`, `on<event>` listeners, `data-*`, `aria-*` and other attributes (false and
 * undefined are left out, true is empty), and the properties `value`, `checked`, `disabled`. Children: nodes, texts,
 * arrays; null and false are left out.
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) apply(element, name, value);
  element.append(...flat(children));
  return element;
}

const flat = (children) => (
  children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));

function apply(element, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name === 'text') element.textContent = value;
  else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (['value', 'checked', 'disabled', 'selected', 'indeterminate'].includes(name)) element[name] = value;
  else element.setAttribute(name, value === true ? '' : String(value));
}

const SVG = 'http://www.w3.org/2000/svg';

/** An SVG element with attributes. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...flat(children));
  return element;
}

/** Replaces what stands in an element. */
export function fill(element, ...children) {
  element.replaceChildren(...flat(children));
  return element;
}

let counter = 0;

/** An id that no other element of the page has. */
export function uniqueId(prefix = 'id') {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** Waits until the hands rest: for searching while typing. */
export function debounce(action, milliseconds = 250) {
  let waiting;
  return (...values) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => action(...values), milliseconds);
  };
}

/** Saves bytes or a Blob as a file on the person's device. */
export function saveFile(content, name, type = 'application/octet-stream') {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const url = URL.createObjectURL(blob);
  const link = h('a', { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
