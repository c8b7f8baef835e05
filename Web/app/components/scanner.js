/** Reads a QR code with the camera, where the browser can (BarcodeDetector); elsewhere it is not offered. */
import { h } from './dom.js';
import { openDialog } from './dialog.js';
import { toast } from './toast.js';
import { t } from '../texts/index.js';

/** Whether this browser reads codes. */
export const canScan = () => 'BarcodeDetector' in window && Boolean(navigator.mediaDevices?.getUserMedia);

/** Opens the camera until a code is seen; answers its text, or undefined. */
export async function scanCode() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  } catch {
    toast(t('scan.noCamera'), 'problem');
    return undefined;
  }
  const video = h('video', { playsinline: true, muted: true });
  video.srcObject = stream;
  await video.play();
  let found;
  let open = true;
  const detector = new window.BarcodeDetector({ formats: ['qr_code'] });
  const look = async () => {
    if (!open) return;
    const [code] = await detector.detect(video).catch(() => []);
    if (code) {
      found = code.rawValue;
      video.closest('dialog')?.close();
    } else {
      setTimeout(look, 200);
    }
  };
  look();
  await openDialog({ title: t('scan.title'), body: video });
  open = false;
  stream.getTracks().forEach((track) => track.stop());
  return found;
}
