'use strict';
// A plot of some series over the last minutes, on a canvas. Times are milliseconds; a value of null is a gap.

/** Steps people count in: 1, 2 and 5 times a power of ten. */
function niceStep(range, most) {
  const power = Math.pow(10, Math.floor(Math.log10(range / most)));
  for (const factor of [1, 2, 5, 10]) {
    if (range / (factor * power) <= most) return factor * power;
  }
  return 10 * power;
}

/** From 0 up in even steps. */
function linearScale(largest, least) {
  const step = niceStep(Math.max(largest, least) * 1.05, 3);
  const top = Math.ceil(Math.max(largest, least) * 1.02 / step) * step;
  const ticks = [];
  for (let i = 0; i * step <= top * 1.0001; i++) ticks.push(i * step);
  return { at: value => value / top, ticks };
}

/** Whole powers of ten, two of them at least. */
function powersScale(values, floor) {
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    const power = Math.log10(Math.max(value, floor));
    if (power < low) low = power;
    if (power > high) high = power;
  }
  low = low === Infinity ? 2 : Math.floor(low + 1e-9);
  high = high === -Infinity ? 4 : Math.ceil(high - 1e-9);
  while (high - low < 2) {
    if (low > Math.log10(floor) && (high - low) % 2 === 1) low--; else high++;
  }
  const ticks = [];
  const every = high - low > 4 ? 2 : 1;
  for (let power = low; power <= high; power += every) ticks.push(Math.pow(10, power));
  return { at: value => (Math.log10(Math.max(value, floor)) - low) / (high - low), ticks };
}

/** A line breaks where nothing was read for longer than this. */
const LONGEST_GAP = 16000;

class Plot {
  /**
   * series: [{values: data => array, colour: 'first', name, fill: whether the area below is, on: index of the series it stands on}]
   * powers: the least value that is told apart, of a logarithmic scale; unit: value => text; least: top of a linear scale at least.
   */
  constructor(canvas, spec) {
    this.canvas = canvas;
    this.spec = spec;
  }

  size() {
    const ratio = window.devicePixelRatio || 1;
    const width = this.canvas.clientWidth, height = this.canvas.clientHeight;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    const pen = this.canvas.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    return { pen, width, height };
  }

  draw(times, rows, until, span, colours, hover, limit) {
    const { pen, width, height } = this.size();
    if (width === 0) return;
    const spark = this.spec.spark;
    const from = until - span;
    const seen = [];
    for (const row of rows) for (let i = 0; i < row.length; i++) if (times[i] >= from && row[i] !== null) seen.push(row[i]);
    if (limit) seen.push(limit);
    const scale = this.spec.powers ? powersScale(seen, this.spec.powers) : linearScale(seen.reduce((a, b) => Math.max(a, b), 0), this.spec.least || 1);
    pen.font = '11px system-ui, "Liberation Sans", sans-serif';
    const labels = spark ? [] : scale.ticks.map(this.spec.unit);
    const left = spark ? 1 : Math.ceil(Math.max(34, ...labels.map(label => pen.measureText(label).width))) + 7;
    const right = width - (spark ? 2 : 4), top = spark ? 2 : 7, bottom = height - (spark ? 2 : 19);
    const x = time => left + (time - from) / span * (right - left);
    const y = value => bottom - scale.at(value) * (bottom - top);
    this.left = left;
    this.right = right;
    if (!spark) {
      pen.fillStyle = colours.faint;
      pen.strokeStyle = colours.grid;
      pen.lineWidth = 1;
      pen.textAlign = 'right';
      pen.textBaseline = 'middle';
      scale.ticks.forEach((tick, i) => {
        const at = Math.round(y(tick)) + .5;
        pen.beginPath();
        pen.moveTo(left, at);
        pen.lineTo(right, at);
        pen.stroke();
        pen.fillText(labels[i], left - 7, at);
      });
      pen.textBaseline = 'top';
      pen.textAlign = 'center';
      for (let minute = Math.ceil(from / 60000) * 60000; minute <= until; minute += 60000) {
        if (x(minute) < left + 14 || x(minute) > right - 14) continue;
        const date = new Date(minute);
        pen.fillText(String(date.getHours()).padStart(2, '0') + ':' + String(date.getMinutes()).padStart(2, '0'), x(minute), bottom + 6);
        pen.fillRect(Math.round(x(minute)), bottom, 1, 3);
      }
    }
    pen.save();
    pen.beginPath();
    pen.rect(left, top - 4, right - left + 3, bottom - top + 6);
    pen.clip();
    this.spec.series.forEach((series, s) => this.line(pen, times, rows[s], series, x, y, bottom, from, colours));
    if (limit) {
      pen.setLineDash([4, 4]);
      pen.strokeStyle = colours.faint;
      pen.lineWidth = 1;
      pen.beginPath();
      pen.moveTo(left, Math.round(y(limit)) + .5);
      pen.lineTo(right, Math.round(y(limit)) + .5);
      pen.stroke();
      pen.setLineDash([]);
    }
    if (hover && hover >= from) {
      pen.fillStyle = colours.faint;
      pen.fillRect(Math.round(x(hover)), top, 1, bottom - top);
    }
    pen.restore();
  }

  line(pen, times, row, series, x, y, bottom, from, colours) {
    let run = [];
    const end = () => {
      if (run.length === 1) {
        pen.fillStyle = colours[series.colour];
        pen.beginPath();
        pen.arc(run[0][0], run[0][1], 1.6, 0, 7);
        pen.fill();
      } else if (run.length > 1) {
        pen.beginPath();
        run.forEach((point, i) => i === 0 ? pen.moveTo(point[0], point[1]) : pen.lineTo(point[0], point[1]));
        pen.strokeStyle = colours[series.colour];
        pen.lineWidth = series.thin ? 1.1 : 1.6;
        pen.lineJoin = 'round';
        pen.stroke();
        if (series.fill) {
          pen.lineTo(run[run.length - 1][0], bottom);
          pen.lineTo(run[0][0], bottom);
          pen.closePath();
          pen.fillStyle = colours[series.fill];
          pen.fill();
        }
      }
      run = [];
    };
    for (let i = 0; i < times.length; i++) {
      if (times[i] < from - 2000) continue;
      if (row[i] === null || row[i] === undefined || (run.length > 0 && times[i] - times[i - 1] > LONGEST_GAP)) end();
      if (row[i] !== null && row[i] !== undefined) run.push([x(times[i]), y(row[i])]);
    }
    end();
  }
}
