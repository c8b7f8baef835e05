// The whole history with filters and search. Filtering happens on the device; nothing about it is sent anywhere.

import { button, el, freshId, icon, replace } from './dom.js';
import { authorText } from './provenance.js';
import { isCurrent, successorOf } from '../models/chart.js';
import { facets, filterEntries, groupByDay } from '../models/timeline.js';
import { t, tn, typeWord } from '../models/words.js';

const daysAtOnce = 30;

/**
 * @param chart of models/chart.js
 * @param onOpen called with the entry that the person chose
 * @param {object} [filter] what to begin with
 */
export function timelineView(chart, { onOpen, filter = {}, onFilter } = {}) {
  const state = { ...filter };
  let shown = daysAtOnce;
  const list = el('div', { class: 'timeline-days' });
  const count = el('p', { class: 'timeline-count', role: 'status' });
  const draw = () => {
    const found = filterEntries(chart.entries, state);
    const days = groupByDay(found, chart);
    count.textContent = tn('timeline.count', found.length);
    replace(
      list,
      found.length
        ? days.slice(0, shown).map((day) => dayView(day, chart, onOpen))
        : el('p', { class: 'empty' }, chart.entries.length ? t('timeline.nothingFound') : t('timeline.empty')),
    );
    if (days.length > shown) {
      list.append(
        button(
          t('timeline.more'),
          () => {
            const first = list.children[shown - 1];
            shown += daysAtOnce;
            draw();
            list.children[[...list.children].indexOf(first) + 1]?.querySelector('button')?.focus();
          },
          { class: 'button timeline-more' },
        ),
      );
    }
  };
  const change = (changes) => {
    Object.assign(state, changes);
    shown = daysAtOnce;
    onFilter?.(state);
    draw();
  };
  const view = el('div', { class: 'timeline' }, filterBar(chart, state, change), count, list);
  draw();
  return view;
}

function choice(state, name, label, options, change) {
  const id = freshId(name);
  const on = { change: (event) => change({ [name]: event.target.value || undefined }) };
  const choices = options.map((one) =>
    el('option', { value: one.value, selected: state[name] === one.value }, `${one.label} (${one.count})`),
  );
  const select = el('select', { id, on }, el('option', { value: '' }, t('timeline.all')), choices);
  return el('div', { class: 'field' }, el('label', { for: id }, label), select);
}

function dateField(state, name, label, change) {
  const id = freshId(name);
  const on = { change: (event) => change({ [name]: event.target.value || undefined }) };
  const input = el('input', { type: 'date', id, value: state[name] ?? '', on });
  return el('div', { class: 'field' }, el('label', { for: id }, label), input);
}

function filterBar(chart, state, change) {
  const found = facets(chart.entries);
  const searchId = freshId('search');
  let pending;
  const search = el('input', {
    type: 'search',
    id: searchId,
    value: state.search ?? '',
    autocomplete: 'off',
    spellcheck: 'false',
    on: {
      input: (event) => {
        clearTimeout(pending);
        pending = setTimeout(() => change({ search: event.target.value }), 120);
      },
    },
  });
  const choose = (name, label, options) => choice(state, name, label, options, change);
  const date = (name, label) => dateField(state, name, label, change);
  const flag = (name, label, checked) => {
    const on = { change: (event) => change({ [name]: event.target.checked }) };
    return el('label', { class: 'check' }, el('input', { type: 'checkbox', checked, on }), label);
  };
  const more = el(
    'details',
    { class: 'filters' },
    el('summary', {}, t('timeline.filters')),
    el(
      'div',
      { class: 'filter-grid' },
      choose('category', t('timeline.category'), found.categories),
      choose('type', t('timeline.type'), found.types),
      choose('author', t('timeline.author'), found.authors),
      choose('organisation', t('timeline.organisation'), found.organisations),
      date('from', t('timeline.from')),
      date('until', t('timeline.until')),
    ),
    el(
      'div',
      { class: 'filter-flags' },
      flag('administrative', t('timeline.administrative'), Boolean(state.administrative)),
      flag('corrected', t('timeline.corrected'), state.corrected !== false),
    ),
  );
  return el(
    'form',
    { class: 'timeline-filter', role: 'search', on: { submit: (event) => event.preventDefault() } },
    el('div', { class: 'field search-field' }, el('label', { for: searchId }, t('timeline.search')), search),
    more,
  );
}

function dayView(day, chart, onOpen) {
  const id = freshId('day');
  return el(
    'section',
    { class: 'timeline-day', 'aria-labelledby': id },
    el('h3', { id }, day.label),
    day.visits.map((visit) => visitView(visit, chart, onOpen)),
  );
}

function visitView(visit, chart, onOpen) {
  const rows = visit.entries.map((entry) => el('li', {}, entryRow(entry, chart, onOpen)));
  if (!visit.encounter) return el('ul', { class: 'timeline-entries' }, rows);
  return el(
    'div',
    { class: 'timeline-visit' },
    entryRow(visit.encounter, chart, onOpen, 'visit'),
    rows.length > 0 && el('ul', { class: 'timeline-entries' }, rows),
  );
}

/** One record as a line that opens it; what was corrected is struck through and names its successor. */
export function entryRow(entry, chart, onOpen, sign) {
  const successor = chart && successorOf(chart, entry);
  const current = isCurrent(entry);
  const title = current
    ? el('span', { class: 'entry-title' }, entry.title)
    : el('s', { class: 'entry-title' }, entry.title);
  const status = !current && el('span', { class: 'badge badge-warning' }, t(`record.mark.${statusKey(entry)}`));
  const row = el(
    'button',
    { type: 'button', class: `entry entry-${entry.category}`, on: { click: () => onOpen?.(entry) } },
    icon(signOf(entry, sign)),
    el(
      'span',
      { class: 'entry-body' },
      title,
      status,
      entry.selfReported && el('span', { class: 'badge' }, t('provenance.selfReportedShort')),
      el(
        'span',
        { class: 'entry-meta' },
        [typeWord(entry.type), entry.selfReported ? undefined : authorText(entry)].filter(Boolean).join('. '),
      ),
    ),
  );
  if (!successor) return row;
  return el(
    'div',
    {},
    row,
    el(
      'button',
      { type: 'button', class: 'link successor', on: { click: () => onOpen?.(successor) } },
      t('timeline.successor', { title: successor.title }),
    ),
  );
}

function signOf(entry, sign) {
  if (!entry.isOpen) return 'lock';
  return sign ?? (entry.type === 'Document' ? 'document' : entry.category);
}

/** Which word tells that a record no longer counts. */
export function statusKey(entry) {
  return entry.status === 'current' ? 'enteredInError' : entry.status;
}
