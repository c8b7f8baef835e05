// Moving and scaling something larger than its stage: wheel, drag, two fingers, arrow keys, plus, minus and zero.

const largest = 16;

export class PanZoom {
  /**
   * @param stage the element that clips
   * @param content the element that moves; positioned absolutely at the stage's corner by the style sheet
   * @param onChange called with the zoom (1 = one picture element a CSS pixel)
   * @param {{wheel?: boolean, drag?: boolean}} [take] which gestures are taken; a viewer may use one otherwise
   */
  constructor(stage, content, onChange, { wheel = true, drag = true } = {}) {
    Object.assign(this, {
      stage,
      content,
      onChange,
      zoom: 1,
      x: 0,
      y: 0,
      width: 1,
      height: 1,
      pointers: new Map(),
      isFitted: true,
    });
    if (wheel) stage.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    this.takesDrag = drag;
    stage.addEventListener('pointerdown', (event) => this.down(event));
    stage.addEventListener('pointermove', (event) => this.move(event));
    for (const name of ['pointerup', 'pointercancel'])
      stage.addEventListener(name, (event) => this.pointers.delete(event.pointerId));
    stage.addEventListener('keydown', (event) => this.key(event));
    new ResizeObserver(() => this.isFitted && this.fit()).observe(stage);
  }

  setSize(width, height) {
    [this.width, this.height] = [width, height];
    this.content.style.width = `${width}px`;
    this.content.style.height = `${height}px`;
    this.fit();
  }

  fitZoom() {
    return Math.min(this.stage.clientWidth / this.width, this.stage.clientHeight / this.height) || 1;
  }

  fit() {
    this.zoom = this.fitZoom();
    this.isFitted = true;
    this.center();
  }

  actualSize() {
    this.zoom = 1;
    this.isFitted = false;
    this.center();
  }

  center() {
    this.x = (this.stage.clientWidth - this.width * this.zoom) / 2;
    this.y = (this.stage.clientHeight - this.height * this.zoom) / 2;
    this.apply();
  }

  /** Zooms about a point of the stage; its middle unless said. */
  zoomBy(factor, atX = this.stage.clientWidth / 2, atY = this.stage.clientHeight / 2) {
    const zoom = Math.min(largest, Math.max(Math.min(this.fitZoom(), 1) / 2, this.zoom * factor));
    this.x = atX - ((atX - this.x) / this.zoom) * zoom;
    this.y = atY - ((atY - this.y) / this.zoom) * zoom;
    this.zoom = zoom;
    this.isFitted = false;
    this.apply();
  }

  panBy(x, y) {
    this.x += x;
    this.y += y;
    this.isFitted = false;
    this.apply();
  }

  apply() {
    // A part of the content always stays on the stage.
    const keep = 40;
    this.x = Math.min(this.stage.clientWidth - keep, Math.max(keep - this.width * this.zoom, this.x));
    this.y = Math.min(this.stage.clientHeight - keep, Math.max(keep - this.height * this.zoom, this.y));
    this.content.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.zoom})`;
    this.onChange?.(this.zoom);
  }

  wheel(event) {
    event.preventDefault();
    const box = this.stage.getBoundingClientRect();
    this.zoomBy(Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
  }

  down(event) {
    if (event.button > 0) return;
    this.stage.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = [event.clientX, event.clientY];
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    this.pointers.set(event.pointerId, now);
    if (others.length === 1) {
      const [other] = others;
      const box = this.stage.getBoundingClientRect();
      const spread = (at) => Math.hypot(at[0] - other[0], at[1] - other[1]) || 1;
      this.zoomBy(spread(now) / spread(before), (now[0] + other[0]) / 2 - box.left, (now[1] + other[1]) / 2 - box.top);
    } else if (others.length === 0 && (this.takesDrag || event.shiftKey)) {
      this.panBy(now[0] - before[0], now[1] - before[1]);
    }
  }

  key(event) {
    const step = 60;
    const action = {
      '+': () => this.zoomBy(1.3),
      '=': () => this.zoomBy(1.3),
      '-': () => this.zoomBy(1 / 1.3),
      0: () => this.fit(),
      1: () => this.actualSize(),
      ArrowLeft: () => this.panBy(step, 0),
      ArrowRight: () => this.panBy(-step, 0),
      ArrowUp: () => this.takesDrag && this.panBy(0, step),
      ArrowDown: () => this.takesDrag && this.panBy(0, -step),
    }[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    event.preventDefault();
    action();
  }
}
