/** Style sheets that only some pages need: loaded once, before the page shows. */
const loaded = new Map();

/** Loads `styles/NAME.css` and waits for it. */
export function useStyle(name) {
  if (!loaded.has(name)) {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = new URL(`../styles/${name}.css`, import.meta.url);
    loaded.set(
      name,
      new Promise((resolve) => {
        // Without its style a page still works.
        for (const event of ['load', 'error']) link.addEventListener(event, resolve, { once: true });
      }),
    );
    document.head.append(link);
  }
  return loaded.get(name);
}
