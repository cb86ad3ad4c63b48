// Node's driver (npm package pg) against a running Howdah, its data side and its console. A line for each check; the first that fails
// ends it with status 1.
//
//     npm install && node drivers.js postgresql://app@127.0.0.1:6432/shop postgresql://boss@127.0.0.1:6432/pgbouncer
'use strict';

const assert = require('node:assert');
const { Client, Pool } = require('pg');

const [dataUrl, consoleUrl] = process.argv.slice(2);
if (!dataUrl || !consoleUrl) {
  console.error('usage: node drivers.js DATABASE_URL CONSOLE_URL');
  process.exit(2);
}

async function check(what, body) {
  await body();
  console.log('ok ' + what);
}

async function connected(url, body, more = {}) {
  const client = new Client({ connectionString: url, ...more });
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end();
  }
}

// ---- data side

async function data() {
  await connected(dataUrl, async (client) => {
    await check('data: simple query, several statements', async () => {
      const both = await client.query("SELECT 1 AS one; SELECT 'two' AS two");
      assert.deepStrictEqual(both.map((result) => result.rows), [[{ one: 1 }], [{ two: 'two' }]]);
    });
    await check('data: parameters and types', async () => {
      const { rows } = await client.query('SELECT $1::int AS i, $2::bigint AS l, $3::text AS t, $4::jsonb AS j, $5::timestamptz AS n',
        [7, '9007199254740993', 'ä', { a: [1] }, null]);
      assert.deepStrictEqual(rows, [{ i: 7, l: '9007199254740993', t: 'ä', j: { a: [1] }, n: null }]);
    });
    await check('data: transactions, an error in one, and the connection afterwards', async () => {
      await client.query('BEGIN');
      await client.query('CREATE TEMP TABLE node_t (a int) ON COMMIT DROP');
      await client.query('INSERT INTO node_t SELECT generate_series(1, 1000)');
      assert.strictEqual((await client.query('SELECT count(*)::int AS n FROM node_t')).rows[0].n, 1000);
      await assert.rejects(client.query('SELECT 1/0'), { code: '22012' });
      await assert.rejects(client.query('SELECT 1'), { code: '25P02' });
      await client.query('ROLLBACK');
      assert.strictEqual((await client.query("SELECT current_setting('application_name') AS a")).rows[0].a, 'node-check');
    });
  }, { application_name: 'node-check' });

  await check('data: named statements of twenty clients at once, each on whichever server serves it', async () => {
    const pool = new Pool({ connectionString: dataUrl, max: 20 });
    try {
      const answers = await Promise.all(Array.from({ length: 400 }, (_, i) =>
        pool.query({ name: 'double', text: 'SELECT $1::int * 2 AS twice', values: [i] })));
      answers.forEach((answer, i) => assert.strictEqual(answer.rows[0].twice, 2 * i));
    } finally {
      await pool.end();
    }
  });
}

// ---- console

const SHOWS = ['ACTIVE_SOCKETS', 'CLIENTS', 'CONFIG', 'DATABASES', 'DNS_HOSTS', 'DNS_ZONES', 'FDS', 'LISTS', 'MEM', 'PEERS', 'PEER_POOLS', 'POOLS',
  'SERVERS', 'SOCKETS', 'STATE', 'STATS', 'STATS_TOTALS', 'STATS_AVERAGES', 'TOTALS', 'USERS', 'VERSION',
  'WAITING', 'TRANSACTIONS', 'PREPARED', 'LOOPS', 'POOLS_EXTENDED'];

async function operator() {
  await connected(consoleUrl, async (client) => {
    await check('console: every SHOW, as simple and as named query', async () => {
      for (const table of SHOWS) {
        const simple = await client.query('SHOW ' + table);
        const named = await client.query({ name: 'show ' + table, text: 'SHOW ' + table, values: [] });
        const again = await client.query({ name: 'show ' + table, text: 'SHOW ' + table, values: [] });
        for (const result of [simple, named, again]) {
          assert.strictEqual(result.command, 'SHOW', table);
          assert.deepStrictEqual(result.fields.map((f) => [f.name, f.dataTypeID]), simple.fields.map((f) => [f.name, f.dataTypeID]), table);
        }
      }
    });
    await check('console: numbers come as numbers', async () => {
      const pools = await client.query('SHOW POOLS');
      assert.strictEqual(typeof pools.rows[0].cl_active, 'number');
      assert.strictEqual(pools.rows.find((row) => row.database === 'pgbouncer').cl_active, 1);
    });
    await check('console: several commands in one query', async () => {
      const several = await client.query('SHOW STATE; SHOW VERSION');
      assert.deepStrictEqual(several.map((result) => result.fields[0].name), ['key', 'version']);
    });
    await check('console: an error, and the connection afterwards', async () => {
      await assert.rejects(client.query('SHOW nonsense'), { code: '08P01', position: '6' });
      await assert.rejects(client.query({ text: 'SHOW nonsense', name: 'bad', values: [] }), { code: '08P01' });
      assert.strictEqual((await client.query('SHOW STATE')).rows.length, 3);
    });
    await check('console: what applications say between two uses', async () => {
      for (const text of ['BEGIN', 'SELECT 1', 'COMMIT', 'DISCARD ALL']) {
        await client.query(text);
      }
    });
    await check('console: RELOAD and SHOW HELP', async () => {
      const notices = [];
      client.on('notice', (notice) => notices.push(notice.detail));
      await client.query('SHOW HELP');
      assert.match(notices.join('\n'), /SHOW WAITING/);
      assert.strictEqual((await client.query('RELOAD')).command, 'RELOAD');
    });
  });
}

data().then(operator).catch((error) => {
  console.error('failed:', error);
  process.exit(1);
});
