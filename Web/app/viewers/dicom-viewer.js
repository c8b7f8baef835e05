// DICOM in place: slices of one or several files, window and level, zoom and pan. Drawn in a worker; a file that is
// damaged, hostile or of a kind that browsers cannot decode says so and can be saved.

import { button, el, freshId, icon, replace } from './dom.js';
import { cannotShow, downloadButton } from './download.js';
import { DICOMClient } from './dicom-client.js';
import { PanZoom } from './pan-zoom.js';
import { modalityName } from '../models/dicom-names.js';
import { dayText } from '../models/locale.js';
import { plainLine } from '../models/plain-text.js';
import { hasText, t, tn } from '../models/words.js';

// Usual windows of computed tomography, in Hounsfield units.
const presets = [
  ['soft', 40, 400],
  ['lung', -600, 1500],
  ['bone', 400, 1800],
  ['brain', 40, 80],
];

/**
 * @param {{bytes: Uint8Array, fileName?: string}[]} documents files of one study
 */
export function dicomViewer(documents) {
  const view = el('div', { class: 'viewer dicom-viewer' }, el('p', { role: 'status' }, t('dicom.opening')));
  const viewer = new DICOMViewer(view, documents);
  viewer.open();
  // A viewer that has left the page gives its worker back.
  const observer = new MutationObserver(() => {
    if (view.isConnected) viewer.wasShown = true;
    else if (viewer.wasShown) {
      viewer.client.close();
      observer.disconnect();
    }
  });
  observer.observe(document.body, { childList: true, subtree: true });
  return view;
}

class DICOMViewer {
  constructor(view, documents) {
    Object.assign(this, {
      view,
      documents,
      client: new DICOMClient(),
      slice: 0,
      inverted: false,
      drawing: false,
      again: false,
    });
  }

  async open() {
    try {
      const files = this.documents.map((one) => one.bytes.slice());
      const answer = await this.client.ask(
        'open',
        { files },
        files.map((one) => one.buffer),
      );
      if (!answer.slices.length) throw Object.assign(new Error(), { code: answer.failures[0]?.code ?? 'noImage' });
      Object.assign(this, {
        slices: answer.slices,
        failures: answer.failures,
        initial: answer.window,
        window: { ...answer.window },
      });
      this.build();
      await this.draw();
    } catch (error) {
      this.fail(error.code);
    }
  }

  fail(code) {
    this.client.close();
    const reason = hasText(`dicom.${code}`) ? t(`dicom.${code}`) : t('dicom.damaged');
    replace(
      this.view,
      this.documents.map((one) => cannotShow(reason, { ...one, media: 'application/dicom', fallback: 'images' })),
    );
  }

  build() {
    this.canvas = el('canvas', { class: 'dicom-canvas' });
    this.stage = el(
      'div',
      { class: 'stage stage-dark', tabindex: '0', role: 'application', 'aria-label': t('dicom.stage') },
      this.canvas,
    );
    this.panZoom = new PanZoom(this.stage, this.canvas, undefined, { wheel: false, drag: false });
    this.sliceText = el('output', { class: 'slice-text' });
    this.listen();
    replace(
      this.view,
      this.heading(),
      this.stage,
      this.sliceControl(),
      this.windowControls(),
      this.failures.length > 0 &&
        el('p', { class: 'notice' }, icon('alert'), tn('dicom.someFailed', this.failures.length)),
      el('p', { class: 'quiet' }, t('dicom.keys'), ' ', t('dicom.notDiagnostic')),
      el(
        'div',
        { class: 'viewer-bar' },
        this.documents.map((one) => downloadButton({ ...one, media: 'application/dicom', fallback: 'images' })),
      ),
    );
  }

  heading() {
    const { modality, studyDate, studyDescription, seriesDescription, bodyPart, columns, rows } = this.slices[0];
    const words = [
      modalityName(modality),
      studyDescription ?? seriesDescription,
      bodyPart,
      studyDate && dayText(studyDate),
      `${columns} × ${rows}`,
    ];
    return el(
      'p',
      { class: 'dicom-heading' },
      words
        .filter(Boolean)
        .map((one) => plainLine(one, 100))
        .join(', '),
    );
  }

  sliceControl() {
    if (this.slices.length < 2) return this.sliceText;
    const id = freshId('slice');
    this.sliceInput = el('input', {
      type: 'range',
      id,
      min: 1,
      max: this.slices.length,
      step: 1,
      value: '1',
      on: { input: (event) => this.goTo(Number(event.target.value) - 1) },
    });
    return el('div', { class: 'slider' }, el('label', { for: id }, t('dicom.slice')), this.sliceInput, this.sliceText);
  }

  windowControls() {
    const isGrey = this.slices[0].samplesPerPixel === 1;
    const slider = (name, low, high) => {
      const id = freshId(name);
      const input = el('input', {
        type: 'number',
        id,
        step: 1,
        value: String(Math.round(this.window[name])),
        min: low,
        max: high,
        on: { change: (event) => this.setWindow({ [name]: event.target.valueAsNumber }) },
      });
      this[`${name}Input`] = input;
      return el('div', { class: 'field field-short' }, el('label', { for: id }, t(`dicom.${name}`)), input);
    };
    const isCT = this.slices[0].modality === 'CT';
    return el(
      'div',
      { class: 'viewer-bar', role: 'toolbar', 'aria-label': t('viewer.tools') },
      isGrey && [slider('center', -32_768, 65_535), slider('width', 1, 65_535)],
      isGrey &&
        isCT &&
        presets.map(([name, center, width]) =>
          button(t(`dicom.preset.${name}`), () => this.setWindow({ center, width })),
        ),
      isGrey &&
        button(t('dicom.invert'), () => {
          this.inverted = !this.inverted;
          this.draw();
        }),
      button(t('viewer.fit'), () => this.panZoom.fit()),
      button(t('viewer.reset'), () => this.reset()),
    );
  }

  listen() {
    this.stage.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        if (event.ctrlKey) this.panZoom.zoomBy(Math.exp(-event.deltaY / 400));
        else this.goTo(this.slice + Math.sign(event.deltaY));
      },
      { passive: false },
    );
    this.stage.addEventListener('pointermove', (event) => {
      if (event.buttons !== 1 || event.shiftKey || this.panZoom.pointers.size !== 1) return;
      const factor = Math.max(1, this.window.width) / 300;
      this.setWindow({
        center: this.window.center + event.movementY * factor,
        width: Math.max(1, this.window.width + event.movementX * factor),
      });
    });
    this.stage.addEventListener('keydown', (event) => {
      const action = {
        ArrowUp: () => this.goTo(this.slice - 1),
        ArrowDown: () => this.goTo(this.slice + 1),
        PageUp: () => this.goTo(this.slice - 10),
        PageDown: () => this.goTo(this.slice + 10),
        Home: () => this.goTo(0),
        End: () => this.goTo(this.slices.length - 1),
        i: () => {
          this.inverted = !this.inverted;
          this.draw();
        },
        r: () => this.reset(),
      }[event.key];
      if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      action();
    });
  }

  goTo(slice) {
    const wanted = Math.min(this.slices.length - 1, Math.max(0, slice));
    if (wanted === this.slice) return;
    this.slice = wanted;
    this.draw();
  }

  setWindow(changes) {
    if (Object.values(changes).some((one) => !Number.isFinite(one))) return;
    Object.assign(this.window, changes);
    this.draw();
  }

  reset() {
    this.window = { ...this.initial };
    this.inverted = false;
    this.panZoom.fit();
    this.draw();
  }

  /** Draws the slice as it is wanted now; what is asked for meanwhile is drawn next. */
  async draw() {
    if (this.drawing) {
      this.again = true;
      return;
    }
    this.drawing = true;
    try {
      do {
        this.again = false;
        const answer = await this.client.ask('render', {
          slice: this.slice,
          window: this.window,
          inverted: this.inverted,
        });
        this.show(answer);
      } while (this.again);
    } catch (error) {
      if (error.code !== 'closed') this.fail(error.code);
    } finally {
      this.drawing = false;
    }
  }

  show({ width, height, pixels }) {
    if (this.canvas.width !== width || this.canvas.height !== height) {
      [this.canvas.width, this.canvas.height] = [width, height];
      this.panZoom.setSize(width, height);
    }
    this.canvas.getContext('2d').putImageData(new ImageData(pixels, width, height), 0, 0);
    const place = this.slices.length > 1 ? t('dicom.sliceOf', { n: this.slice + 1, of: this.slices.length }) : '';
    const level =
      this.slices[0].samplesPerPixel === 1
        ? t('dicom.level', { center: Math.round(this.window.center), width: Math.round(this.window.width) })
        : '';
    this.sliceText.textContent = [place, level].filter(Boolean).join('. ');
    if (this.sliceInput) this.sliceInput.value = String(this.slice + 1);
    if (this.centerInput) this.centerInput.value = String(Math.round(this.window.center));
    if (this.widthInput) this.widthInput.value = String(Math.round(this.window.width));
  }
}
