// The page: keeps the points of the last five minutes, and shows each snapshot as it comes. Whatever stands on the page is put there as text.

const SPAN = 5 * 60000;
/** A stream that says nothing for so long is lost, whatever the browser thinks of it. */
const SILENCE = 6000;
const HIDDEN_AFTER = 30000;
const COLUMNS = ['clients', 'waiting', 'busy', 'idle', 'queries', 'errors', 'w50', 'w95', 'w99', 'q50', 'q95', 'q99'];
const CONDITIONS = {
  '08006': 'connection_failure', '08P01': 'protocol_violation', '22001': 'string_data_right_truncation', '22012': 'division_by_zero',
  '22P02': 'invalid_text_representation', '23502': 'not_null_violation', '23503': 'foreign_key_violation', '23505': 'unique_violation',
  '23514': 'check_violation', '25006': 'read_only_sql_transaction', '25P02': 'in_failed_sql_transaction',
  '25P03': 'idle_in_transaction_session_timeout', '26000': 'invalid_sql_statement_name', '28000': 'invalid_authorization_specification',
  '28P01': 'invalid_password', '3D000': 'invalid_catalog_name', '40001': 'serialization_failure', '40P01': 'deadlock_detected',
  '42501': 'insufficient_privilege', '42601': 'syntax_error', '42703': 'undefined_column', '42883': 'undefined_function',
  '42P01': 'undefined_table', '42P05': 'duplicate_prepared_statement', '53100': 'disk_full', '53200': 'out_of_memory',
  '53300': 'too_many_connections', '55P03': 'lock_not_available', '57014': 'query_canceled', '57P01': 'admin_shutdown',
  '57P02': 'crash_shutdown', '57P03': 'cannot_connect_now', '57P05': 'idle_session_timeout', 'P0001': 'raise_exception', 'XX000': 'internal_error'
};
const REFUSALS = {
  authentication: 'wrong password or unknown user', too_many_clients: 'max_client_conn reached', no_database: 'no such database',
  shutting_down: 'shutting down', protocol: 'no valid login', server: 'the server refused the login', other: 'other',
  query_wait_timeout: 'waited longer than query_wait_timeout', queue_full: 'too many clients waiting', server_refuses: 'the server refuses this user or database',
  pool_removed: 'the pool was removed', shutdown: 'shutting down'
};

// ---- texts

const byId = id => document.getElementById(id);
const names = new Intl.Collator('en', { numeric: true });
const integers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function classes(element, names) {
  if (element.className !== names) element.className = names;
}

function count(value) {
  if (value >= 1e6) return (value / 1e6).toPrecision(3) + ' M';
  if (value >= 1e5) return Math.round(value / 1e3) + ' k';
  return integers.format(value);
}

function rate(value) {
  return value > 0 && value < 10 ? value.toFixed(1) : count(value);
}

function plural(value, one, many) {
  return integers.format(value) + ' ' + (value === 1 ? one : many);
}

/** [number, unit] of microseconds. */
function durationParts(micros) {
  if (micros === null || micros === undefined) return ['–', ''];
  if (micros < 10) return ['<0.01', 'ms'];
  if (micros < 1e3) return [(micros / 1e3).toFixed(2), 'ms'];
  if (micros < 1e5) return [(micros / 1e3).toFixed(1), 'ms'];
  if (micros < 1e6) return [String(Math.round(micros / 1e3)), 'ms'];
  if (micros < 6e7) return [(micros / 1e6).toFixed(1), 's'];
  if (micros < 3.6e9) return [Math.floor(micros / 6e7) + ' min ' + Math.floor(micros / 1e6 % 60), 's'];
  return [Math.floor(micros / 3.6e9) + ' h ' + String(Math.floor(micros / 6e7 % 60)).padStart(2, '0'), 'min'];
}

function duration(micros) {
  const parts = durationParts(micros);
  return parts[1] ? parts[0] + ' ' + parts[1] : parts[0];
}

function tickOfDuration(micros) {
  if (micros < 1e3) return String(micros / 1e3) + ' ms';
  return micros < 1e6 ? micros / 1e3 + ' ms' : micros / 1e6 + ' s';
}

function tickOfCount(value) {
  if (value >= 1e6) return value / 1e6 + ' M';
  return value >= 1e5 ? value / 1e3 + ' k' : value >= 10 ? integers.format(value) : String(Math.round(value * 100) / 100);
}

function bytes(value) {
  if (value < 0) return '?';
  return value >= 1 << 30 ? (value / (1 << 30)).toFixed(1) + ' GB' : Math.round(value / (1 << 20)) + ' MB';
}

function clock(millis) {
  const date = new Date(millis);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(part => String(part).padStart(2, '0')).join(':');
}

const poolKey = pool => JSON.stringify([pool.database, pool.user]);
const poolName = pool => pool.database + ' / ' + pool.user;

// ---- the points of the last minutes

let times = [];
let ofAll = emptyColumns(0);
/** Of each pool by its key: columns as long as times, and when it was seen last. */
const ofPools = new Map();
let chosen = null;
let snapshot = null;

function emptyColumns(length) {
  const columns = {};
  for (const name of COLUMNS) columns[name] = new Array(length).fill(null);
  return columns;
}

function remember(history) {
  times = history.times;
  ofAll = history.all;
  ofPools.clear();
  for (const pool of history.pools) ofPools.set(poolKey(pool), { columns: pool.columns, seen: times.length > 0 ? times[times.length - 1] : Date.now() });
}

function add(next) {
  times.push(next.time);
  for (const name of COLUMNS) ofAll[name].push(next.all[name]);
  const now = new Map(next.pools.map(pool => [poolKey(pool), pool]));
  for (const [key, pool] of now) {
    if (!ofPools.has(key)) ofPools.set(key, { columns: emptyColumns(times.length - 1) });
    ofPools.get(key).seen = next.time;
  }
  for (const [key, kept] of ofPools) {
    const pool = now.get(key);
    for (const name of COLUMNS) kept.columns[name].push(pool ? pool[name] : null);
    if (next.time - kept.seen > SPAN) ofPools.delete(key);
  }
  let old = 0;
  while (times[old] < next.time - SPAN - 20000) old++;
  if (old > 0) {
    times.splice(0, old);
    for (const columns of [ofAll, ...Array.from(ofPools.values(), kept => kept.columns)]) {
      for (const name of COLUMNS) columns[name].splice(0, old);
    }
  }
}

// ---- what needs attention

function why(pool, transactions) {
  const holder = (transactions || []).find(each => poolKey(each) === poolKey(pool) && each.state.startsWith('idle in transaction'));
  switch (pool.cause) {
    case 'busy': {
      const held = 'all ' + plural(pool.busy + pool.idle, 'server is', 'servers are') + ' in use';
      return holder && holder.quiet > 1e6
        ? held + '; ' + (holder.application || 'a client') + ' has been ' + holder.state + ' for ' + duration(holder.quiet) : held;
    }
    case 'limit': return 'max_db_connections or max_user_connections, which it shares with other pools, is reached';
    case 'held': return 'an operator holds it (PAUSE, KILL or SUSPEND)';
    case 'opening': return 'servers are being connected';
    default: return '';
  }
}

function alerts(now) {
  const list = [];
  if (lostSince !== null) {
    list.push(['bad', 'No connection to Howdah', 'since ' + clock(lostSince) + '; trying again. What stands below is from then.']);
  }
  if (!now) return list;
  if (now.shutting_down) list.push(['warn', 'Shutting down', 'until ' + plural(now.connected, 'client has', 'clients have') + ' gone; no new ones are let in.']);
  if (now.suspended) list.push(['warn', 'Suspended', 'nothing is read from anybody until RESUME.']);
  else if (now.paused && !now.shutting_down) list.push(['warn', 'Paused', 'nobody gets a server until RESUME.']);
  if (now.process.lag === null || now.waiting === null || now.transactions === null) list.push(['bad', 'An event loop does not answer', 'who waits and who holds servers cannot be told.']);
  if (now.max_clients > 0 && now.connected >= now.max_clients * .9) {
    list.push([now.connected >= now.max_clients ? 'bad' : 'warn', 'Clients', integers.format(now.connected) + ' of max_client_conn ' + integers.format(now.max_clients)]);
  }
  for (const pool of now.pools) {
    if (pool.problem) {
      list.push(['bad', poolName(pool), 'no server: ' + pool.problem + (pool.waiting ? ' – ' + plural(pool.waiting, 'client waits', 'clients wait') : '')]);
    } else if (pool.waiting > 0 && pool.maxwait > 1e5) {
      list.push([pool.maxwait > 1e6 ? 'bad' : 'warn', poolName(pool),
        plural(pool.waiting, 'client waits', 'clients wait') + ', the oldest for ' + duration(pool.maxwait) + ': ' + why(pool, now.transactions)]);
    }
  }
  if (now.cache && now.cache.redis && now.cache.redis.state !== 'connected') {
    const writes = now.cache.databases.some(each => each.mode === 'writes');
    list.push(['warn', 'Redis', (now.cache.redis.state === 'waiting' ? 'another Howdah is silent, or Redis has begun empty' : 'no connection')
      + (writes ? ': servers answer everything until that is over.' : ': answers come from this memory alone.')]);
  }
  if (now.rest && now.rest.waiting > 0) {
    list.push(['warn', 'Pools not shown', plural(now.rest.waiting, 'client waits', 'clients wait') + ' in ' + plural(now.rest.pools, 'pool', 'pools')]);
  }
  return list;
}

function showAlerts() {
  const list = alerts(snapshot);
  const order = list.filter(each => each[0] === 'bad').concat(list.filter(each => each[0] !== 'bad'));
  const most = 6;
  const rows = order.slice(0, most).map(([kind, head, rest]) => {
    const row = make('p', 'alert ' + kind);
    row.append(make('b', '', head), make('span', 'why', ' – ' + rest));
    return row;
  });
  if (order.length > most) rows.push(make('p', 'faint', 'and ' + plural(order.length - most, 'pool', 'pools') + ' more'));
  const area = byId('alerts');
  const text = rows.map(row => row.className + row.textContent).join('\n');
  if (area.dataset.text !== text) {
    area.dataset.text = text;
    area.replaceChildren(...rows);
  }
}

// ---- tiles

const tiles = new Map();

function tile(id, label, value, unit, more, kind, meter) {
  let parts = tiles.get(id);
  if (!parts) {
    const box = make('div', 'tile');
    box.id = 'tile-' + id;
    parts = { box, value: make('span'), unit: make('small'), more: make('div', 'more'), meter: null };
    const line = make('div', 'value');
    line.append(parts.value, parts.unit);
    box.append(make('div', 'label', label), line, parts.more);
    if (meter) {
      parts.meter = newMeter();
      box.append(parts.meter);
    }
    tiles.set(id, parts);
    byId('tiles').append(box);
  }
  put(parts.value, value);
  put(parts.unit, unit);
  put(parts.more, more);
  classes(parts.box, kind ? 'tile ' + kind : 'tile');
  if (meter) setMeter(parts.meter, ...meter);
}

function newMeter() {
  const meter = make('span', 'meter');
  meter.append(make('i', 'busy'), make('i', 'idle'));
  return meter;
}

function setMeter(meter, busy, idle, limit) {
  const whole = Math.max(limit, busy + idle, 1);
  meter.children[0].style.width = busy / whole * 100 + '%';
  meter.children[1].style.width = idle / whole * 100 + '%';
  classes(meter, limit > 0 && busy >= limit ? 'meter full' : 'meter');
}

/** All servers there may be; 0 where some pool has no limit, or not all pools are shown. */
function wholeSize(now) {
  return now.rest || now.pools.some(pool => pool.size === 0) ? 0 : now.pools.reduce((sum, pool) => sum + pool.size, 0);
}

function percentilesLine(first, third) {
  return first === null || first === undefined ? 'none of late' : 'p50 ' + duration(first) + ' · p99 ' + duration(third);
}

function showTiles(now) {
  const all = now.all;
  const oldest = now.pools.reduce((most, pool) => Math.max(most, pool.maxwait), 0);
  tile('clients', 'Clients', count(now.connected), '', (now.max_clients ? 'of ' + integers.format(now.max_clients) : '')
    + (now.logging_in ? ' · ' + integers.format(now.logging_in) + ' logging in' : ''), '');
  tile('waiting', 'Clients waiting', count(all.waiting), '', all.waiting ? 'oldest ' + duration(oldest) : 'nobody waits',
    all.waiting === 0 || oldest < 1e5 ? '' : oldest > 1e6 ? 'bad' : 'warn');
  const size = wholeSize(now);
  tile('servers', 'Servers', count(all.busy), 'busy', count(all.idle) + ' idle' + (size ? ' · limit ' + count(size) : ''), '', [all.busy, all.idle, size]);
  tile('queries', 'Queries per second', rate(all.queries), '', '', '');
  const wait = durationParts(all.w95);
  tile('wait', 'Wait for a server, p95', wait[0], wait[1], percentilesLine(all.w50, all.w99), all.w95 > 1e6 ? 'bad' : all.w95 > 2e5 ? 'warn' : '');
  const took = durationParts(all.q95);
  tile('query', 'Query time, p95', took[0], took[1], percentilesLine(all.q50, all.q99), '');
  const errors = now.errors.reduce((sum, each) => sum + each.minute, 0);
  const refused = now.refusals.reduce((sum, each) => sum + each.minute, 0);
  tile('errors', 'Errors, last minute', count(errors), '', refused ? plural(refused, 'client refused', 'clients refused') : 'no client refused',
    refused ? 'bad' : errors ? 'warn' : '');
  if (now.cache) {
    const known = now.cache.ratio !== null;
    tile('cache', 'Cache hits, last minute', known ? String(Math.round(now.cache.ratio * 100)) : '–', known ? '%' : '', bytes(now.cache.bytes) + ' held', '');
  } else if (tiles.has('cache')) {
    tiles.get('cache').box.remove();
    tiles.delete('cache');
  }
  if (now.pins) tile('pins', 'Pinned clients', count(now.pins.now), '', now.pins.reason || '', '');
}

// ---- plots

const percentileSeries = letter => [
  { column: letter + '99', name: 'p99', colour: 'third', thin: true },
  { column: letter + '50', name: 'p50', colour: 'second' },
  { column: letter + '95', name: 'p95', colour: 'first' }
];
const PLOTS = [
  { id: 'wait', title: 'Server wait', series: percentileSeries('w'), powers: 10, unit: tickOfDuration, value: duration },
  { id: 'query', title: 'Query time', series: percentileSeries('q'), powers: 10, unit: tickOfDuration, value: duration },
  { id: 'queries', title: 'Queries per second', series: [{ column: 'queries', name: '', colour: 'first', fill: 'fill' }], unit: tickOfCount, value: rate, least: 5 },
  { id: 'waiting', title: 'Clients waiting', series: [{ column: 'waiting', name: '', colour: 'first', fill: 'fill' }], unit: tickOfCount, value: count, least: 5 },
  { id: 'servers', title: 'Servers', series: [{ column: 'idle', name: 'idle', colour: 'second', fill: 'fill2', on: 'busy' },
    { column: 'busy', name: 'busy', colour: 'first', fill: 'fill' }], unit: tickOfCount, value: count, least: 5, limit: true },
  { id: 'errors', title: 'Errors per second', series: [{ column: 'errors', name: '', colour: 'third', fill: 'fill' }], unit: tickOfCount, value: rate, least: 1 }
];
const shownOrder = { wait: ['p50', 'p95', 'p99'], query: ['p50', 'p95', 'p99'], servers: ['busy', 'idle'] };
let colours = {};
let hover = null;

function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ['first', 'second', 'third', 'fill', 'fill2', 'grid', 'faint', 'text']) colours[name] = style.getPropertyValue('--' + name).trim();
}

function makePlots() {
  for (const plot of PLOTS) {
    const box = make('figure', 'plot');
    const head = make('figcaption', 'head');
    head.append(make('span', 'name', plot.title));
    plot.keys = new Map();
    const named = (shownOrder[plot.id] || ['']).map(name => plot.series.find(series => series.name === name));
    for (const series of named) {
      const key = make('span', 'key ' + series.colour, series.name ? series.name + ' ' : '');
      const value = make('b', '', '–');
      key.append(value);
      head.append(key);
      plot.keys.set(series.column, value);
    }
    if (plot.limit) {
      plot.limitKey = make('span', 'key limit', 'limit ');
      plot.limitValue = make('b');
      plot.limitKey.append(plot.limitValue);
      head.append(plot.limitKey);
    }
    plot.canvas = make('canvas');
    plot.canvas.setAttribute('role', 'img');
    box.append(head, plot.canvas);
    byId('plots').append(box);
    plot.plot = new Plot(plot.canvas, plot);
    plot.canvas.addEventListener('mousemove', event => {
      const share = (event.offsetX - plot.plot.left) / (plot.plot.right - plot.plot.left);
      hover = share < 0 || share > 1 ? null : lastTime() - SPAN + share * SPAN;
      showPlots();
    });
    plot.canvas.addEventListener('mouseleave', () => { hover = null; showPlots(); });
  }
}

const lastTime = () => times.length > 0 ? times[times.length - 1] : Date.now();

/** The moment nearest to where the pointer is, or the last. */
function shownIndex() {
  if (hover === null) return times.length - 1;
  let nearest = times.length - 1;
  for (let i = 0; i < times.length; i++) {
    if (Math.abs(times[i] - hover) < Math.abs(times[nearest] - hover)) nearest = i;
  }
  return nearest;
}

function showPlots() {
  const pool = chosen && ofPools.get(chosen);
  const columns = pool ? pool.columns : ofAll;
  const index = shownIndex();
  const at = hover === null ? null : times[index];
  let limit = 0;
  if (snapshot) {
    const now = pool && snapshot.pools.find(each => poolKey(each) === chosen);
    limit = now ? now.size : pool ? 0 : wholeSize(snapshot);
  }
  for (const plot of PLOTS) {
    const rows = plot.series.map(series => series.on
      ? columns[series.column].map((value, i) => value === null ? null : value + columns[series.on][i]) : columns[series.column]);
    const said = [];
    for (const [column, element] of plot.keys) {
      const value = index < 0 ? null : columns[column][index];
      put(element, value === null || value === undefined ? '–' : plot.value(value));
      said.push((element.parentNode.textContent).trim());
    }
    if (plot.limit) {
      plot.limitKey.hidden = limit === 0;
      put(plot.limitValue, String(limit));
      if (limit > 0) said.push('limit ' + limit);
    }
    plot.canvas.setAttribute('aria-label', plot.title + ': ' + said.join(', '));
    plot.plot.draw(times, rows, lastTime(), SPAN, colours, at, plot.limit ? limit : 0);
  }
  put(byId('plots-when'), at === null ? 'last five minutes' : 'at ' + clock(at));
}

function choose(key) {
  chosen = chosen === key ? null : key;
  showChosen();
  showPlots();
}

function showChosen() {
  if (chosen && !ofPools.has(chosen)) chosen = null;
  const [database, user] = chosen ? JSON.parse(chosen) : [];
  put(byId('plots-of'), chosen ? database + ' / ' + user : 'All pools');
  byId('back').hidden = !chosen;
  for (const [key, row] of poolRows) {
    row.line.classList.toggle('chosen', key === chosen);
    row.button.setAttribute('aria-pressed', String(key === chosen));
  }
}

// ---- pools

const poolRows = new Map();
let sortBy = 'name';
let sortDown = false;

function newPoolRow(pool) {
  const line = make('tr');
  const row = { line, cells: {} };
  const name = make('td', 'name');
  row.button = make('button', '', pool.database);
  row.button.type = 'button';
  row.button.append(make('span', 'sub', ' / ' + pool.user));
  row.button.title = poolName(pool) + ', ' + pool.mode + ' pooling';
  name.append(row.button);
  line.append(name);
  const cell = id => {
    row.cells[id] = make('td', 'n');
    line.append(row.cells[id]);
  };
  ['clients', 'waiting', 'maxwait'].forEach(cell);
  const servers = make('td');
  const box = make('div', 'servers');
  row.meter = newMeter();
  row.servers = make('span');
  box.append(row.meter, row.servers);
  servers.append(box);
  line.append(servers);
  ['queries', 'w50', 'w95', 'w99'].forEach(cell);
  const spark = make('td');
  const canvas = make('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  spark.append(canvas);
  row.spark = new Plot(canvas, { spark: true, powers: 10, series: [{ colour: 'first', thin: true }] });
  line.append(spark);
  ['q50', 'q95', 'q99', 'errors'].forEach(cell);
  line.addEventListener('click', () => choose(poolKey(pool)));
  return row;
}

function cell(row, id, text, className) {
  put(row.cells[id], text);
  classes(row.cells[id], 'n' + (className ? ' ' + className : ''));
}

function showPool(row, pool) {
  const trouble = pool.problem || (pool.waiting && pool.maxwait > 1e6) ? 'bad' : pool.waiting && pool.maxwait > 1e5 ? 'warn' : '';
  row.line.classList.toggle('bad', trouble === 'bad');
  row.line.classList.toggle('warn', trouble === 'warn');
  cell(row, 'clients', integers.format(pool.clients + pool.waiting));
  cell(row, 'waiting', integers.format(pool.waiting), pool.waiting ? trouble || 'strong' : 'none');
  cell(row, 'maxwait', pool.waiting ? duration(pool.maxwait) : '–', pool.waiting ? trouble : 'none');
  setMeter(row.meter, pool.busy, pool.idle, pool.size);
  put(row.servers, pool.busy + ' busy, ' + pool.idle + ' idle' + (pool.opening ? ', ' + pool.opening + ' opening' : '')
    + (pool.size ? ' of ' + pool.size : '') + (pool.size && pool.reserve ? ' + ' + pool.reserve : ''));
  cell(row, 'queries', rate(pool.queries), pool.queries ? '' : 'none');
  for (const id of ['w50', 'w95', 'w99', 'q50', 'q95', 'q99']) {
    cell(row, id, duration(pool[id]), pool[id] === null ? 'none' : id === 'w95' && pool[id] > 1e6 ? 'bad' : id === 'w95' && pool[id] > 2e5 ? 'warn' : '');
  }
  cell(row, 'errors', rate(pool.errors), pool.errors ? 'warn' : 'none');
}

function showPools(now) {
  const keys = new Set();
  for (const pool of now.pools) {
    const key = poolKey(pool);
    keys.add(key);
    if (!poolRows.has(key)) poolRows.set(key, newPoolRow(pool));
    showPool(poolRows.get(key), pool);
  }
  for (const [key, row] of poolRows) {
    if (!keys.has(key)) {
      row.line.remove();
      poolRows.delete(key);
    }
  }
  const sorted = now.pools.slice().sort((one, other) => {
    const order = sortBy === 'name' ? 0 : (one[sortBy] ?? -1) - (other[sortBy] ?? -1);
    const byName = names.compare(one.database, other.database) || names.compare(one.user, other.user);
    return order !== 0 ? (sortDown ? -order : order) : sortBy === 'name' && sortDown ? -byName : byName;
  });
  const body = byId('pools').tBodies[0];
  sorted.forEach((pool, i) => {
    const line = poolRows.get(poolKey(pool)).line;
    if (body.rows[i] !== line) body.insertBefore(line, body.rows[i] || null);
  });
  byId('pools').parentNode.hidden = now.pools.length === 0;
  byId('pools-hint').hidden = now.pools.length === 0;
  byId('no-pools').hidden = now.pools.length > 0;
  put(byId('rest'), !now.rest ? '' : 'and ' + plural(now.rest.pools, 'pool', 'pools') + ' with less to show: ' + plural(now.rest.clients, 'client', 'clients')
    + ', ' + integers.format(now.rest.waiting) + ' waiting, ' + plural(now.rest.servers, 'server', 'servers') + ', ' + rate(now.rest.queries) + ' queries/s');
  for (const [key, row] of poolRows) row.spark.draw(times, [ofPools.get(key).columns.w95], lastTime(), SPAN, colours, null, 0);
  showChosen();
}

function makeSorting() {
  const heads = Array.from(document.querySelectorAll('#pools th[data-sort]'));
  const mark = () => heads.forEach(head => {
    if (head.dataset.sort === sortBy) head.setAttribute('aria-sort', sortDown ? 'descending' : 'ascending');
    else head.removeAttribute('aria-sort');
  });
  for (const head of heads) {
    head.tabIndex = 0;
    const sort = () => {
      sortDown = sortBy === head.dataset.sort ? !sortDown : head.dataset.sort !== 'name';
      sortBy = head.dataset.sort;
      mark();
      if (snapshot) showPools(snapshot);
    };
    head.addEventListener('click', sort);
    head.addEventListener('keydown', event => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        sort();
      }
    });
  }
  mark();
}

// ---- who waits, who holds servers, errors

function rows(id, list, cells) {
  const table = byId(id);
  byId('no-' + id).hidden = list.length > 0;
  table.parentNode.hidden = list.length === 0;
  table.tBodies[0].replaceChildren(...list.map(each => {
    const line = make('tr');
    for (const [text, className, sub] of cells(each)) {
      const cell = make('td', className || '', text);
      if (sub) cell.append(make('span', 'sub', sub));
      line.append(cell);
    }
    return line;
  }));
}

const client = each => each.application ? [each.application, 'who', ' ' + each.address] : [each.address, 'who'];
const pool = each => [each.database, 'who', ' / ' + each.user];

function showLists(now) {
  rows('waiting', now.waiting || [], each => [client(each), pool(each), [each.position ? String(each.position) : '–', 'n'],
    [duration(each.micros), each.micros > 1e6 ? 'n bad' : 'n']]);
  put(byId('no-waiting'), now.waiting === null ? 'The event loops have not answered.' : 'Nobody waits for a server.');
  put(byId('waiting-of'), now.waiting && now.waiting.length > 0 && now.all.waiting > now.waiting.length
    ? 'the ' + now.waiting.length + ' longest of ' + integers.format(now.all.waiting) : '');
  rows('held', now.transactions || [], each => {
    const stuck = each.state.startsWith('idle in transaction') && each.quiet > 1e6;
    return [client(each), pool(each), [each.state, stuck ? 'warn' : ''], [each.pid ? String(each.pid) : '–', 'n'],
      [each.micros ? duration(each.micros) : '–', 'n'], [duration(each.quiet), stuck ? 'n warn' : 'n']];
  });
  put(byId('no-held'), now.transactions === null ? 'The event loops have not answered.' : 'No client holds a server.');
  put(byId('held-of'), now.transactions && now.servers_held > now.transactions.length
    ? 'the ' + now.transactions.length + ' oldest of ' + integers.format(now.servers_held) : '');
  rows('errors', now.errors, each => [[each.sqlstate, '', CONDITIONS[each.sqlstate] ? ' ' + CONDITIONS[each.sqlstate] : ''],
    [each.source === 'server' ? 'PostgreSQL' : 'Howdah', ''],
    [integers.format(each.minute), each.minute ? 'n warn' : 'n none'], [integers.format(each.total), 'n']]);
  rows('refusals', now.refusals, each => [[REFUSALS[each.reason] || each.reason, ''],
    [integers.format(each.minute), each.minute ? 'n bad' : 'n none'], [integers.format(each.total), 'n']]);
}

const percent = ratio => ratio === null ? '–' : Math.round(ratio * 100) + ' %';
const figure = value => [integers.format(value), value ? 'n' : 'n none'];

function redisLine(redis) {
  return 'Redis: ' + redis.state + (redis.answered ? ' · ' + plural(redis.answered, 'look-up', 'look-ups') + ' in the last minute, ' + duration(redis.mean) + ' on average' : '')
    + (redis.timeouts ? ' · ' + integers.format(redis.timeouts) + ' too slow' : '') + (redis.refused ? ' · ' + integers.format(redis.refused) + ' not sent' : '')
    + (redis.errors ? ' · ' + plural(redis.errors, 'error', 'errors') : '') + (redis.queue ? ' · ' + plural(redis.queue, 'command waits', 'commands wait') : '');
}

function showCache(cache) {
  byId('cache').hidden = !cache;
  if (!cache) return;
  put(byId('cache-redis'), cache.redis ? redisLine(cache.redis) : 'in memory alone');
  rows('caches', cache.databases, each => [[each.database, 'who'], [each.mode, each.mode === 'paused' || each.mode === 'bypass' ? 'warn' : ''],
    figure(each.entries), [bytes(each.bytes), 'n'], [percent(each.ratio), each.ratio === null ? 'n none' : 'n strong'],
    figure(each.memory), figure(each.redis), figure(each.misses), figure(each.coalesced), [each.saved ? duration(each.saved) : '–', each.saved ? 'n' : 'n none']]);
  put(byId('caches-rest'), cache.others ? 'and ' + plural(cache.others, 'database', 'databases') + ' with fewer lookups' : '');
}

function showFrame(now) {
  const [text, kind] = now.shutting_down ? ['shutting down', 'warn'] : now.suspended ? ['suspended', 'warn'] : now.paused ? ['paused', 'warn'] : ['running', 'good'];
  put(byId('state'), lostSince === null ? text : 'not connected');
  classes(byId('state'), 'chip ' + (lostSince === null ? kind : 'bad'));
  const version = /Howdah ([^)\s]+)/.exec(now.version);
  put(byId('version'), version ? version[1] : now.version);
  put(byId('time'), clock(now.time));
  const process = now.process;
  put(byId('process'), [process.loops === null ? 'event loops silent' : plural(process.loops, 'event loop', 'event loops') + ', lag ' + duration(process.lag),
    'heap ' + bytes(process.heap), 'direct ' + bytes(process.direct), 'resident ' + bytes(process.resident),
    integers.format(process.descriptors) + ' of ' + integers.format(process.max_descriptors) + ' descriptors'].join(' · '));
  const waiting = now.all.waiting > 0 ? '(' + count(now.all.waiting) + ' waiting) ' : '';
  document.title = (lostSince === null ? waiting : '(lost) ') + 'Howdah';
}

function show(now) {
  snapshot = now;
  showFrame(now);
  showAlerts();
  showTiles(now);
  showPools(now);
  showCache(now.cache);
  showPlots();
  showLists(now);
}

// ---- the stream

let stream = null;
let lastHeard = Date.now();
let lostSince = null;
let hiddenTimer = null;

function lost() {
  if (lostSince !== null) return;
  lostSince = lastHeard;
  document.body.className = 'lost';
  if (snapshot) showFrame(snapshot);
  else {
    put(byId('state'), 'not connected');
    classes(byId('state'), 'chip bad');
  }
  showAlerts();
}

function connect() {
  if (stream) stream.close();
  stream = new EventSource('events');
  lastHeard = Date.now();
  stream.onmessage = event => {
    lastHeard = Date.now();
    const message = JSON.parse(event.data);
    if (message.history) {
      remember(message.history);
      return;
    }
    lostSince = null;
    document.body.className = 'live';
    add(message);
    show(message);
  };
  stream.onerror = lost;
}

setInterval(() => {
  if (!stream) return;
  if (Date.now() - lastHeard > SILENCE) {
    lost();
    connect();
  }
}, 1000);

// A page nobody sees asks for nothing.
document.addEventListener('visibilitychange', () => {
  clearTimeout(hiddenTimer);
  if (document.hidden) {
    hiddenTimer = setTimeout(() => {
      stream.close();
      stream = null;
    }, HIDDEN_AFTER);
  } else if (!stream) {
    connect();
  }
});
window.addEventListener('resize', () => {
  if (snapshot) {
    showPlots();
    showPools(snapshot);
  }
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  readColours();
  if (snapshot) show(snapshot);
});
byId('back').addEventListener('click', () => choose(chosen));

readColours();
makePlots();
makeSorting();
showPlots();
connect();
