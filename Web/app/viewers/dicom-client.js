// The page's side of the DICOM worker: questions and answers, a time limit, an end.

/** How long a file may take to open or a slice to draw. */
const patience = 20_000;

export class DICOMClient {
  constructor() {
    this.worker = new Worker(new URL('./dicom-worker.js', import.meta.url), { type: 'module' });
    this.waiting = new Map();
    this.next = 0;
    this.worker.addEventListener('message', ({ data }) => this.settle(data));
    this.worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.close('damaged');
    });
  }

  /** Asks the worker; rejects with an error whose `code` is a text `dicom.<code>`. */
  ask(type, message, transfer = []) {
    if (!this.worker) return Promise.reject(failure('damaged'));
    this.next += 1;
    const id = this.next;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.close('tooSlow'), patience);
      this.waiting.set(id, { resolve, reject, timer });
      this.worker.postMessage({ ...message, id, type }, transfer);
    });
  }

  settle({ id, answer, code }) {
    const one = this.waiting.get(id);
    if (!one) return;
    this.waiting.delete(id);
    clearTimeout(one.timer);
    if (code) one.reject(failure(code));
    else one.resolve(answer);
  }

  /** Ends the worker; whatever was asked fails with the code. */
  close(code = 'closed') {
    this.worker?.terminate();
    this.worker = undefined;
    for (const one of this.waiting.values()) {
      clearTimeout(one.timer);
      one.reject(failure(code));
    }
    this.waiting.clear();
  }
}

function failure(code) {
  return Object.assign(new Error(code), { code });
}
