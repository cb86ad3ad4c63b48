'use strict';
// Draws the comparison that the page holds as JSON: tables as elements, plots by uPlot. What others wrote becomes text and never
// markup.

const { comparison, figures } = JSON.parse(document.getElementById('data').textContent);
const { base, contenders } = comparison;

// ---- words

/** Contenders as their makers write them, and the marks that tell them apart in print. */
const KNOWN = new Map([['howdah', ['Howdah', '●']], ['pgbouncer', ['PgBouncer', '■']], ['direct', ['direct', '◆']],
  ['hikari', ['HikariCP', '▲']]]);
const nameOf = contender => KNOWN.has(contender) ? KNOWN.get(contender)[0] : contender;
const markOf = contender => KNOWN.has(contender) ? KNOWN.get(contender)[1] : '▼';
const styleOf = contender => KNOWN.has(contender) ? contender : 'other';

const number = (value, decimals) => value === null || value === undefined ? '–' : value.toLocaleString('en',
  { minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: decimals === 0 });
const whole = value => number(value, 0);
const plain = value => number(value, Math.abs(value) >= 100 ? 0 : 3);
const range = (spread, say) => say(spread.lower_quartile) + '–' + say(spread.upper_quartile);
/** Of slices there are so many that the error of their ratio is known. */
const ratioText = ratio => ratio.standard_error ? number(ratio.median, 3) + ' ±' + number(ratio.standard_error, 3)
  : number(ratio.median, 2) + ' (' + range(ratio, value => number(value, 2)) + ')';

/** Better or worse where three of four laps say so: where 1 lies outside the inner half. */
function verdict(figure, ratio) {
  if (!ratio || ratio.lower_quartile <= 1 && ratio.upper_quartile >= 1) return 'even';
  return ratio.lower_quartile > 1 === figures[figure].more_is_better ? 'better' : 'worse';
}

// ---- elements

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const byId = id => document.getElementById(id);
const row = (...cells) => make('tr', {}, ...cells);
const head = (text, unit) => make('th', { class: 'number' }, text, ...(unit ? [make('span', { class: 'unit' }, unit)] : []));

// ---- plots

const plots = [];
const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

/** Beyond this ratio of the largest to the smallest value, the small ones would lie on the floor of an axis from 0. */
const LINEAR_LIMIT = 20;
const HEIGHT = 210;

/**
 * A plot over the number of clients, which stand at equal distances, for they usually double. A line goes through the medians,
 * and at each median stands a bar from the lower to the upper quartile. Each series stands a little aside, so that bars do not
 * cover each other.
 *
 * series: [{name, contender, part, points}]: a part belongs to the series before it; a point is a spread, or null where there is
 * none, for each number of clients.
 */
function plot(into, title, unit, clients, series, fromZero) {
  series = series.filter(each => each.points.some(point => point));
  if (series.length === 0) return;
  const points = series.flatMap(each => each.points).filter(point => point);
  const least = Math.min(...points.map(point => point.lower_quartile));
  const most = Math.max(...points.map(point => point.upper_quartile));
  const powers = !fromZero && least > 0 && most / least > LINEAR_LIMIT;
  const step = clients.length === 1 ? 0.12 : 0.014 * clients.length;
  const at = (index, s) => index + (s - (series.length - 1) / 2) * step;
  const values = series.map(() => make('b', {}));
  const inWords = each => each.name + ': '
    + each.points.map((point, i) => point && clientsText(clients[i]) + ' ' + pointText(point)).filter(text => text).join(', ');
  const box = make('div', { role: 'img', 'aria-label': title + ', ' + unit + '. ' + series.map(inWords).join('; ') });
  into.append(make('figure', {},
    make('figcaption', {}, make('strong', {}, title), make('span', { class: 'unit' }, powers ? unit + ', logarithmic' : unit)),
    make('ul', { class: 'legend' }, ...series.map((each, s) => make('li', { class: styleOf(each.contender) },
      make('i', {}, each.part ? '┄' : markOf(each.contender)), each.name, values[s]))),
    box));
  const font = '12px system-ui, sans-serif';
  const axis = { stroke: () => colour('soft'), font, grid: { stroke: () => colour('rule'), width: 1 }, ticks: { show: false } };
  const hover = u => {
    const nearest = Math.round(u.posToVal(u.cursor.left, 'x'));
    const index = u.cursor.left < 0 ? -1 : Math.min(clients.length - 1, Math.max(0, nearest));
    series.forEach((each, s) => values[s].textContent = index < 0 || !each.points[index] ? '' : pointText(each.points[index]));
  };
  const marks = u => series.forEach((each, s) => each.part || each.points.forEach((point, i) => {
    if (!point) return;
    const x = u.valToPos(at(i, s), 'x', true), y = value => u.valToPos(value, 'y', true), ratio = uPlot.pxRatio;
    u.ctx.save();
    u.ctx.strokeStyle = u.ctx.fillStyle = colour(styleOf(each.contender));
    u.ctx.globalAlpha = 0.28;
    u.ctx.lineWidth = 6 * ratio;
    u.ctx.beginPath();
    u.ctx.moveTo(x, y(point.lower_quartile));
    u.ctx.lineTo(x, y(point.upper_quartile));
    u.ctx.stroke();
    u.ctx.globalAlpha = 1;
    u.ctx.font = 11 * ratio + 'px system-ui, sans-serif';
    u.ctx.textAlign = 'center';
    u.ctx.textBaseline = 'middle';
    u.ctx.fillText(markOf(each.contender), x, y(point.median));
    u.ctx.restore();
  }));
  const drawn = new uPlot({
    width: box.clientWidth, height: HEIGHT, legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: [-0.5, clients.length - 0.5] },
      y: powers ? { distr: 3, range: () => uPlot.rangeLog(least, most, 10, false) }
        : { range: () => [0, (most > 0 ? most : 1) * 1.06] }
    },
    axes: [{ ...axis, grid: { show: false }, size: 24, label: 'clients', labelSize: 18, labelFont: font,
      splits: () => clients.map((_, i) => i), values: () => clients.map(whole) },
    { ...axis, size: 52, values: (u, splits) => splits.map(tickText) }],
    series: [{}, ...series.map(each => ({ stroke: () => colour(styleOf(each.contender)), width: each.part ? 1.4 : 2,
      dash: each.part ? [2, 4] : undefined, points: { show: false } }))],
    hooks: { draw: [marks], setCursor: [hover] }
  }, uPlot.join(series.map((each, s) => [clients.map((_, i) => at(i, s)), each.points.map(median)])), box);
  plots.push({ drawn, box });
}

const median = point => point ? point.median : null;
const tickText = value => value === null ? '' : value >= 10000 ? value / 1000 + 'k' : String(value);
const clientsText = count => whole(count) + (count === 1 ? ' client' : ' clients');
const pointText = point => plain(point.median) + ' (' + range(point, plain) + ')';

function redraw() {
  for (const { drawn, box } of plots) {
    drawn.setSize({ width: box.clientWidth, height: HEIGHT });
    drawn.redraw(false);
  }
}

// ---- one workload with one protocol

/** Columns of the table; those without a single number are left out. */
const COLUMNS = ['throughput', 'cpu', 'relayed', 'p50', 'p95', 'p99', 'tail', 'tail_to_in_turn', 'added_latency', 'resident'];

/** Those of which the ratio to the base stands beside the figure. */
const WITH_RATIO = new Set(['throughput', 'cpu', 'p50', 'p99', 'relayed', 'added_latency']);

/** Title, figure, and whether the axis begins at 0; otherwise it has powers of ten where the figures lie far apart. */
const PLOTS = [['Throughput', 'throughput', true], ['CPU per transaction', 'cpu', true], ['Relayed', 'relayed', true],
  ['Latency, median', 'p50', false], ['Latency, 95th percentile', 'p95', false], ['Latency, 99th percentile', 'p99', false]];

const figureOf = (scenario, contender, figure) => scenario.figures[contender][figure] || null;

function group(scenarios) {
  const section = make('section', {}, make('h2', {}, scenarios[0].workload + ', ' + scenarios[0].protocol));
  for (const note of new Set(scenarios.flatMap(scenario => scenario.notes))) section.append(make('p', { class: 'note' }, note));
  const box = make('div', { class: 'plots' });
  section.append(box);
  byId('groups').append(section);
  const clients = scenarios.map(scenario => scenario.clients);
  const series = (contender, figure, part) => ({ name: nameOf(contender) + (part ? ', kernel' : ''), contender, part,
    points: scenarios.map(scenario => figureOf(scenario, contender, figure)) });
  for (const [title, figure, fromZero] of PLOTS) {
    plot(box, title, figures[figure].unit, clients, contenders.flatMap(contender => figure === 'cpu'
      ? [series(contender, 'cpu', false), series(contender, 'cpu_system', true)] : [series(contender, figure, false)]), fromZero);
  }
  const columns = COLUMNS.filter(figure => scenarios.some(scenario => contenders.some(each => figureOf(scenario, each, figure))));
  const heads = columns.map(figure => head(figures[figure].label, figures[figure].unit));
  section.append(make('div', { class: 'wide' }, make('table', {},
    make('thead', {}, row(head('clients'), make('th', {}), ...heads, head('servers'), head('errors'))),
    ...scenarios.map(scenario => make('tbody', {}, ...rows(scenario, columns))))));
}

function rows(scenario, columns) {
  const present = contenders.filter(contender => scenario.runs.some(run => run.contender === contender));
  return present.map((contender, i) => row(
    ...(i === 0 ? [make('th', { scope: 'rowgroup', class: 'number', rowspan: present.length }, whole(scenario.clients))] : []),
    make('th', { scope: 'row', class: 'name ' + styleOf(contender) }, nameOf(contender)),
    ...columns.map(figure => cell(scenario, contender, figure)),
    ...counts(scenario.runs.filter(run => run.contender === contender))));
}

function cell(scenario, contender, figure) {
  const say = value => number(value, figures[figure].decimals);
  const found = figureOf(scenario, contender, figure);
  const td = make('td', { class: 'number' }, found ? say(found.median) : '–');
  if (!found) return td;
  if (say(found.lower_quartile) !== say(found.upper_quartile)) td.append(make('small', {}, range(found, say)));
  if (figure === 'cpu') {
    const part = name => number((figureOf(scenario, contender, name) || {}).median, figures[name].decimals);
    td.append(make('small', {}, part('cpu_user') + ' program, ' + part('cpu_system') + ' kernel'));
  }
  if (WITH_RATIO.has(figure) && contender !== base && found.ratio) {
    td.append(make('small', { class: verdict(figure, found.ratio) }, '× ' + ratioText(found.ratio)));
  }
  return td;
}

function counts(runs) {
  const errors = runs.reduce((sum, run) => sum + run.errors, 0);
  const complaint = runs.map(run => run.complaint).find(text => text);
  return [make('td', { class: 'number' }, String(Math.max(...runs.map(run => run.server_connections)))),
    make('td', { class: 'number' + (errors > 0 ? ' worse' : '') }, String(errors),
      ...(complaint ? [make('small', { class: 'complaint' }, complaint)] : []))];
}

// ---- at a glance, memory, and how it was measured

function glance(scenarios) {
  const titles = new Map([['throughput', 'throughput'], ['p50', 'p50'], ['p99', 'p99'], ['cpu', 'CPU']]);
  const ratio = (scenario, contender, figure) => (figureOf(scenario, contender, figure) || {}).ratio;
  const columns = contenders.slice(1).map(other => [other, [...titles.keys()].filter(figure => figure === 'throughput'
    || scenarios.some(scenario => ratio(scenario, other, figure)))]);
  if (columns.length === 0 || scenarios.length === 0) return;
  const section = byId('glance');
  section.hidden = false;
  section.querySelectorAll('.base').forEach(each => each.textContent = nameOf(base));
  section.querySelector('thead').append(
    make('tr', { class: 'groups' }, make('th', {}), ...columns.map(([other, shown]) =>
      make('th', { colspan: shown.length, class: 'group' }, nameOf(other) + ' : ' + nameOf(base)))),
    row(make('th', {}), ...columns.flatMap(([, shown]) => shown.map(figure => head(titles.get(figure))))));
  section.querySelector('tbody').append(...scenarios.map(scenario => row(
    make('th', { scope: 'row' }, scenario.workload + ', ' + scenario.protocol + ', ' + clientsText(scenario.clients)),
    ...columns.flatMap(([other, shown]) => shown.map(figure => {
      const found = ratio(scenario, other, figure);
      const title = found ? ratioText(found) : '–';
      return make('td', { class: 'number ' + verdict(figure, found), title }, number(median(found), 2));
    })))));
}

function memory(points) {
  if (points.length === 0) return;
  const section = byId('memory');
  section.hidden = false;
  const clients = [...new Set(points.map(point => point.clients))].sort((one, other) => one - other);
  const names = [...new Set(points.map(point => point.contender))];
  const bytes = (contender, count, which) => {
    const point = points.find(each => each.contender === contender && each.clients === count);
    return point ? point[which] / 1e6 : null;
  };
  const spread = value => value === null ? null : { median: value, lower_quartile: value, upper_quartile: value };
  const box = section.querySelector('.plots');
  for (const [title, which] of [['idle clients', 'idle_bytes'], ['after a burst from all', 'burst_bytes']]) {
    const series = contender => ({ name: nameOf(contender), contender, part: false,
      points: clients.map(count => spread(bytes(contender, count, which))) });
    plot(box, 'Resident memory, ' + title, 'MB', clients, names.map(series), true);
  }
  section.querySelector('thead').append(row(head('clients'),
    ...names.flatMap(contender => [head(nameOf(contender) + ', idle', 'MB'), head('after a burst', 'MB')])));
  const cellOf = (contender, count, which) => make('td', { class: 'number' }, whole(bytes(contender, count, which)));
  section.querySelector('tbody').append(...clients.map(count => row(make('th', { scope: 'row', class: 'number' }, whole(count)),
    ...names.flatMap(contender => [cellOf(contender, count, 'idle_bytes'), cellOf(contender, count, 'burst_bytes')]))));
}

function circumstances() {
  const names = contenders.map(nameOf);
  const listed = names.length === 1 ? names[0] : names.slice(0, -1).join(', ') + ' and ' + names[names.length - 1];
  const title = listed.charAt(0).toUpperCase() + listed.slice(1) + ', side by side';
  document.title = title;
  document.querySelector('h1').textContent = title;
  const date = new Date(comparison.date);
  const when = date.toLocaleString('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' }) + ', '
    + date.toISOString().slice(11, 16) + ' UTC';
  byId('when').textContent = [when, ...Object.values(comparison.machine).slice(0, 2)].join(' · ');
  byId('versions').textContent = Object.values(comparison.versions).slice(0, 4).join(' · ');
  byId('command').textContent = comparison.command;
  const all = [['Versions', comparison.versions], ['Machine', comparison.machine], ['Settings', comparison.settings]];
  for (const [name, facts] of all) {
    byId('facts').append(make('div', {}, make('h3', {}, name), make('dl', {},
      ...Object.entries(facts).flatMap(([fact, text]) => [make('dt', {}, fact), make('dd', {}, text)]))));
  }
}

circumstances();
glance(comparison.scenarios);
const groups = new Map();
for (const scenario of comparison.scenarios) {
  const key = JSON.stringify([scenario.workload, scenario.protocol]);
  groups.set(key, [...(groups.get(key) || []), scenario]);
}
groups.forEach(group);
memory(comparison.memory);
redraw();

// A plot is a picture of its width and colours: drawn anew where those change, also for paper.
const paper = on => () => {
  document.documentElement.classList.toggle('paper', on);
  redraw();
};
window.addEventListener('resize', redraw);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
window.addEventListener('beforeprint', paper(true));
window.addEventListener('afterprint', paper(false));
