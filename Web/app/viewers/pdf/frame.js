// Draws a PDF inside a frame with an opaque origin. A classic script: pdf.js of Debian is one too. The only thing that
// this frame ever hears or tells is its parent's messages.
'use strict';

{
  const host = window.parent;
  const pages = document.getElementById('pages');
  const mostPages = 2000;
  let pdf;
  let scale = 1;
  let fitted = true;
  let pageWord = 'Page {n}';
  const tell = (message) => host.postMessage(message, '*');

  /** An area of canvas that browsers still draw. */
  const mostPixels = 16_000_000;

  async function draw(holder) {
    if (holder.dataset.scale === String(scale)) return;
    holder.dataset.scale = String(scale);
    const page = await pdf.getPage(Number(holder.dataset.page));
    const viewport = page.getViewport({ scale });
    let density = Math.min(window.devicePixelRatio || 1, 2);
    if (viewport.width * viewport.height * density * density > mostPixels) {
      density = Math.sqrt(mostPixels / (viewport.width * viewport.height));
    }
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', pageWord.replace('{n}', holder.dataset.page));
    canvas.width = Math.max(1, Math.floor(viewport.width * density));
    canvas.height = Math.max(1, Math.floor(viewport.height * density));
    canvas.style.width = `${Math.floor(viewport.width)}px`;
    canvas.style.height = `${Math.floor(viewport.height)}px`;
    await page.render({
      canvasContext: canvas.getContext('2d'),
      viewport,
      transform: density === 1 ? null : [density, 0, 0, density, 0, 0],
    }).promise;
    const text = await page.getTextContent();
    const words = document.createElement('div');
    words.className = 'words';
    words.textContent = text.items
      .map((item) => item.str + (item.hasEOL ? '\n' : ''))
      .join('')
      .slice(0, 50_000);
    holder.replaceChildren(canvas, words);
  }

  async function layOut() {
    const first = await pdf.getPage(1);
    const natural = first.getViewport({ scale: 1 });
    if (fitted) scale = Math.min(3, Math.max(0.2, (document.documentElement.clientWidth - 24) / natural.width));
    for (const holder of pages.children) {
      holder.style.width = `${Math.floor(natural.width * scale)}px`;
      holder.style.minHeight = `${Math.floor(natural.height * scale)}px`;
      holder.firstChild?.remove();
      delete holder.dataset.scale;
      observer.unobserve(holder);
      observer.observe(holder);
    }
  }

  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting)
          draw(entry.target).catch(() => {
            entry.target.textContent = '-';
          });
      }
    },
    { rootMargin: '400px' },
  );

  async function open(bytes) {
    // Nothing of a PDF is evaluated; nothing is fetched.
    pdf = await window.pdfjsLib.getDocument({
      data: bytes,
      isEvalSupported: false,
      disableAutoFetch: true,
      disableStream: true,
      disableRange: true,
      enableXfa: false,
      stopAtErrors: false,
      useSystemFonts: true,
      useWorkerFetch: false,
    }).promise;
    for (let number = 1; number <= Math.min(pdf.numPages, mostPages); number += 1) {
      const holder = document.createElement('div');
      holder.className = 'page';
      holder.dataset.page = String(number);
      pages.append(holder);
    }
    await layOut();
    tell({ type: 'opened', pages: pdf.numPages });
  }

  window.addEventListener('message', (event) => {
    if (event.source !== host) return;
    const { type, bytes, factor, page } = event.data ?? {};
    if (type === 'open' && bytes instanceof Uint8Array && !pdf) {
      if (typeof page === 'string') pageWord = page;
      open(bytes).catch((error) =>
        tell({ type: 'failed', code: error?.name === 'PasswordException' ? 'password' : 'damaged' }),
      );
    } else if (type === 'zoom' && pdf && Number.isFinite(factor)) {
      fitted = factor === 0;
      scale = fitted ? scale : Math.min(6, Math.max(0.2, scale * factor));
      layOut();
    }
  });

  if (!window.pdfjsLib || !window.pdfjsWorker) tell({ type: 'failed', code: 'unavailable' });
  else tell({ type: 'ready' });
}
