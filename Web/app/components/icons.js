/** The few drawings of the interface: strokes of one width on a grid of 24, named by what they mean. */
import { svg } from './dom.js';

const PATHS = {
  home: 'M4 11l8-7 8 7M6 10v10h12V10',
  access: 'M12 3l7 3v6c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6zM9 12l2 2 4-4',
  log: 'M4 5h16M4 12h16M4 19h10',
  records: 'M7 3h8l4 4v14H7zM15 3v4h4M10 13h6M10 17h6',
  search: 'M11 4a7 7 0 100 14 7 7 0 000-14zM16.5 16.500L21 21',
  person: 'M12 4a4 4 0 100 8 4 4 0 000-8zM4 21c1-4.5 4-6 8-6s7 1.5 8 6',
  people: 'M9 5a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM2.5 20c.5-3.5 3-5 6.5-5s6 1.5 6.5 5'
    + 'M16 5.500a3.5 3.5 0 010 6.500M18 15.500c2 .5 3.3 2 3.7 4.5',
  bell: 'M6 16V11a6 6 0 0112 0v5l2 2H4zM10 21h4',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3',
  organisation: 'M5 21V5h9v16M14 10h5v11M3 21h18M8 9h3M8 13h3M8 17h3',
  check: 'M5 12.500l4.5 4.500L19 7.5',
  close: 'M6 6l12 12M18 6L6 18',
  warning: 'M12 4l9 16H3zM12 10v5M12 17.500v.5',
  info: 'M12 3a9 9 0 100 18 9 9 0 000-18zM12 11v6M12 7.500v.5',
  clock: 'M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5l3.5 2',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v5M16 3v5',
  pill: 'M8 4a4 4 0 00-4 4v8a4 4 0 008 0V8a4 4 0 00-4-4zM4 12h8M17 11a4 4 0 100 8 4 4 0 000-8z',
  flask: 'M9 3h6M10 3v6l-5 10a1.5 1.5 0 001.5 2h11a1.5 1.5 0 001.5-2L14 9V3M7.5 15h9',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.5',
  message: 'M4 5h16v11H9l-5 4z',
  settings: 'M12 9a3 3 0 100 6 3 3 0 000-6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.600l2.1 2.100'
    + 'M16.3 16.300l2.1 2.100M5.6 18.400l2.1-2.100M16.3 7.700l2.1-2.1',
  ledger: 'M4 7l8-4 8 4-8 4zM4 12l8 4 8-4M4 17l8 4 8-4',
  upload: 'M12 16V4M7 9l5-5 5 5M4 20h16',
  download: 'M12 4v12M7 11l5 5 5-5M4 20h16',
  print: 'M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z',
  menu: 'M4 6h16M4 12h16M4 18h16',
  next: 'M9 5l7 7-7 7',
  previous: 'M15 5l-7 7 7 7',
  plus: 'M12 5v14M5 12h14',
  key: 'M8 11a4 4 0 100 8 4 4 0 000-8zM11 12l8-8M16 7l3 3',
  eye: 'M2.5 12C5 7.5 8 5.5 12 5.500s7 2 9.5 6.500c-2.5 4.5-5.5 6.5-9.5 6.500S5 16.5 2.5 12z'
    + 'M12 9a3 3 0 100 6 3 3 0 000-6z',
};

/** A drawing beside words; it says nothing by itself, so readers of the screen pass over it. */
export function icon(name) {
  return svg('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: PATHS[name] ?? PATHS.info }));
}
