// Reads and renders DICOM files away from the page: whatever a file does, the page goes on.

import { DICOMError, isJPEG, jpegFrame, parseDICOM, sortSlices } from '../models/dicom.js';
import { initialWindow, renderFrame, windowDecoded } from '../models/dicom-pixels.js';

let slices = [];

function labels(image) {
  const { bytes, pixels, fragments, ...rest } = image;
  return rest;
}

/** Opens files; one that cannot be shown hinders no other. */
function open({ files }) {
  const images = [];
  const failures = [];
  files.forEach((bytes, index) => {
    try {
      images.push(parseDICOM(bytes));
    } catch (error) {
      failures.push({ index, code: error instanceof DICOMError ? error.code : 'damaged', detail: error.message });
    }
  });
  slices = sortSlices(images).flatMap((image) =>
    Array.from({ length: image.frames }, (_, frame) => ({ image, frame })),
  );
  return {
    failures,
    slices: slices.slice(0, 20_000).map(({ image, frame }) => ({ ...labels(image), frame, window: undefined })),
    window: slices.length ? initialWindow(slices[0].image, slices[0].frame) : undefined,
  };
}

async function render({ slice, window, inverted }) {
  const { image, frame } = slices[slice];
  if (!isJPEG(image)) {
    const pixels = renderFrame(image, frame, window, inverted);
    return { width: image.columns, height: image.rows, pixels };
  }
  const bitmap = await createImageBitmap(jpegFrame(image, frame)).catch(() => undefined);
  if (!bitmap || bitmap.width * bitmap.height > 64_000_000) throw new DICOMError('damaged', 'JPEG');
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const flip = inverted !== (image.photometric === 'MONOCHROME1');
  if (image.samplesPerPixel === 1 || inverted) windowDecoded(data, window, flip);
  return { width: bitmap.width, height: bitmap.height, pixels: data };
}

self.addEventListener('message', async ({ data }) => {
  try {
    const answer = data.type === 'open' ? open(data) : await render(data);
    self.postMessage({ id: data.id, answer }, answer.pixels ? [answer.pixels.buffer] : []);
  } catch (error) {
    self.postMessage({ id: data.id, code: error instanceof DICOMError ? error.code : 'damaged' });
  }
});
