/** zava validate as people call it. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, FORMAT_VERSION } from '../../src/core/model/index.js';
import { LOAD_RECORD } from '../../src/mongodb/load-record.js';
import type { ValidationReport } from '../../src/tools/validate/result.js';
import { succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { testServer } from '../fixtures/server.js';
import { onTerminal } from '../fixtures/terminal.js';

const DATABASE = 'commanded';
const folder = temporaryFolder();
const server = testServer();
const run = (...args: string[]) => zava(['validate', ...args], { cwd: folder });
const there = () => ['--uri', server.uri, '--database', DATABASE];
const SOUND = /^\d+ checks, all pass: this is a sound Zava dataset\.$/;
const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

beforeAll(async () => {
  await succeed(['generate', '--preset', 'tiny', '--out', 'dump', '--quiet'], { cwd: folder });
  await succeed(['load', '--preset', 'tiny', ...there(), '--quiet'], { cwd: folder });
});

/** Runs `work` while an order is a cent dearer. */
async function withWrongCent(work: () => Promise<void>): Promise<void> {
  const orders = server.client.db(DATABASE).collection('orders');
  const order = await orders.findOne({}, { promoteValues: false });
  if (order === null) throw new Error('there is no order');
  await orders.updateOne({ _id: order._id }, { $set: { total: 0.01 } });
  try {
    await work();
  } finally {
    await orders.replaceOne({ _id: order._id }, order);
  }
}

describe('zava validate', () => {
  it('shows its help', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: zava validate [options]

      prove a database or a dump, and write a report

      Options:
        --preset <name>      full (50,000 customers, 200,000 orders), demo (25,000,
                             100,000) or tiny (200, 1,000)
        --scale <factor>     multiplies the preset's customers and orders
        --seed <number>      the same seed and settings give the same data
        --customers <count>  number of customers, instead of the preset
        --orders <count>     number of orders, instead of the preset
        --start <date>       first day, YYYY-MM-DD
        --end <date>         last day, YYYY-MM-DD
        --workers <count>    worker threads (default: one for each core, half as many
                             beside a server on this machine)
        --config <file>      a YAML file with the settings that differ from
                             config/generation_config.yaml
        --database <name>    name of the database (default: zava)
        --json               one JSON document on standard output, everything else on
                             standard error
        --quiet              nothing but errors and what --json prints
        --uri <string>       the server (default: MONGODB_CONNECTION_STRING, else
                             MONGODB_LOCAL_CONNECTION_STRING)
        --local              an embedded server that zava starts itself, its data
                             under .zava/
        --dump <folder>      a dump instead of a server: one of zava generate, or of
                             mongodump
        --record <folder>    manifest.json and stock.jsonl of a dump (default: those
                             of the dump that is validated, or the record of the load,
                             which lies in the database)
        --html <file>        write the report as one self-contained page with charts
        -h, --help           display help for command

      Examples:
        npx zava validate --local --html report.html
        npx zava validate --uri mongodb://localhost:27017 --preset tiny --seed 7
        npx zava validate --dump out

      Nothing is written to the database. Exit code 1 where a check fails.
      "
    `);
  });

  it('proves a dump', async () => {
    const { code, stdout, stderr } = await run('--dump', 'dump');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^Checked database zava in the dump dump\/zava, [\d,]+ documents in 9 collections, in /,
    );
    expect(stdout).toContain(
      `Held against the manifest: seed 42, format version ${FORMAT_VERSION}, 200 customers, 1,000 orders,`,
    );
    expect(lastLine(stdout)).toMatch(SOUND);
  });

  it('proves a database by the record of its load, and writes nothing to it', async () => {
    const db = server.client.db(DATABASE);
    const before = await db.listCollections().toArray();
    const profile = async () => (await db.admin().command({ serverStatus: 1 })).opcounters;
    const { insert, update, delete: removed } = await profile();
    const { code, stdout } = await run(...there());
    expect(code).toBe(0);
    expect(stdout).toContain('Held against the record of the load: ');
    expect(lastLine(stdout)).toMatch(SOUND);
    const after = await profile();
    expect([after.insert, after.update, after.delete]).toEqual([insert, update, removed]);
    expect(await db.listCollections().toArray()).toEqual(before);
  });

  it('proves a database by its settings, and says what it then cannot know', async () => {
    const db = server.client.db(DATABASE);
    await db.renameCollection(LOAD_RECORD, 'aside');
    const { code, stdout } = await run(...there(), '--preset', 'tiny');
    await db.renameCollection('aside', LOAD_RECORD);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^No record of the load in database .* was found; assumed is seed 42, /);
    expect(stdout).toContain('Held against the settings: seed 42,');
    expect(stdout).toContain(
      'Note: Stock was not held against what was received: there is no record of the load, and no stock.jsonl of a dump',
    );
    expect(lastLine(stdout)).toMatch(SOUND);
  });

  it('proves a database by the record of a dump', async () => {
    const { code, stdout } = await run(...there(), '--record', 'dump');
    expect(code).toBe(0);
    expect(stdout).toContain('Held against the manifest: ');
    expect(stdout).not.toContain('Note:');
  });

  it("proves a dump of mongodump's by flags", async () => {
    mkdirSync(join(folder, 'mongodump/zava'), { recursive: true });
    for (const file of readdirSync(join(folder, 'dump/zava')))
      writeFileSync(join(folder, 'mongodump/zava', file), readFileSync(join(folder, 'dump/zava', file)));
    const { code, stdout } = await run('--dump', 'mongodump', '--preset', 'tiny');
    expect(code).toBe(0);
    expect(lastLine(stdout)).toMatch(SOUND);
    // Without them it is held against the default size.
    const other = await run('--dump', 'mongodump', '--json');
    expect(other.code).toBe(1);
    const report = JSON.parse(other.stdout) as ValidationReport;
    expect(report.expected).toMatchObject({ source: 'settings', orders: 200_000 });
    // Of so many orders, none of the days before the last three is pending.
    expect(report.checks.filter(({ ok }) => !ok).map(({ id }) => id)).toEqual([
      'customers.count',
      'orders.count',
      'order_items.count',
      'orders.pending',
    ]);
  });

  it("proves a dump of mongodump's by the record of the load that it holds", async () => {
    const place = join(folder, 'recorded/any');
    mkdirSync(place, { recursive: true });
    const db = server.client.db(DATABASE);
    for (const name of [LOAD_RECORD, ...COLLECTION_NAMES]) {
      const all = await db.collection(name).find({}, { raw: true }).toArray();
      writeFileSync(join(place, `${name}.bson`), Buffer.concat(all as unknown as Uint8Array[]));
      const metadata = join(folder, 'dump/zava', `${name}.metadata.json`);
      if (name !== LOAD_RECORD) copyFileSync(metadata, join(place, `${name}.metadata.json`));
    }
    const { code, stdout } = await run('--dump', 'recorded', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      notes: [],
      expected: { source: 'record', orders: 1000 },
    });
    expect(code).toBe(0);
    truncateSync(join(place, `${LOAD_RECORD}.bson`), 1000);
    expect(await run('--dump', 'recorded')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^zava: The file recorded\/any\/_zava\.bson is damaged: .*\.\n$/),
    });
  });

  it('proves the embedded database', async () => {
    const own = join(folder, 'own');
    mkdirSync(own);
    await succeed(['load', '--local', '--preset', 'tiny', '--quiet'], { cwd: own });
    const { code, stdout } = await zava(['validate', '--local'], { cwd: own });
    expect(code).toBe(0);
    expect(lastLine(stdout)).toMatch(SOUND);
  });

  it.each([
    ['a database', () => there()],
    ['a dump', () => ['--dump', 'dump']],
  ])('shows how far it is on a terminal, for %s', async (_, place) => {
    const { code, shown } = await onTerminal(['validate', ...place(), '--preset', 'tiny'], [], folder);
    expect(code).toBe(0);
    expect(shown).toMatch(/Documents .* 100% {2}(\d,\d{3})\/\1 .*\s+Checked /);
  });

  it('prints one JSON document with --json', async () => {
    const { code, stdout, stderr } = await run(...there(), '--json', '--quiet');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const report = JSON.parse(stdout) as ValidationReport;
    expect(report).toMatchObject({ command: 'validate', ok: true, notes: [] });
    expect(report.target).toEqual({
      kind: 'server',
      where: new URL(server.uri).host,
      database: DATABASE,
      version: expect.stringMatching(/^\d+\.\d+/),
    });
    expect(report.checks.length).toBeGreaterThan(70);
    for (const check of report.checks) {
      expect(check).toEqual({
        ...{ id: expect.stringMatching(/^[a-z_]+\.[a-z-]+$/), group: expect.any(String) },
        ...{ sentence: expect.stringMatching(/^\S.*\.$/), ok: true, broken: 0, examples: [] },
      });
    }
  });

  it('ends with 1 where a check fails, and names what breaks it', async () => {
    await withWrongCent(async () => {
      const { code, stdout } = await run(...there());
      expect(code).toBe(1);
      expect(stdout).toMatch(
        /\norders\.total: total is subtotal - discount_total \+ tax\.\n {2}1 broken.* order_\d{8}_\d{3}\n/,
      );
      expect(stdout).toMatch(
        /\nData quality: 99\.98 % of 7,\d{3} documents break nothing \(orders 99\.90 %\)\.\n\d+ checks, 1 fails\.\n$/,
      );
      const json = await run(...there(), '--json', '--quiet');
      expect(json.code).toBe(1);
      const { ok, checks, quality } = JSON.parse(json.stdout) as ValidationReport;
      const broken = { atLeast: 1, atMost: 1 };
      expect(quality).toMatchObject({ broken, unmade: 0 });
      expect(quality.collections.orders).toEqual({ documents: 1000, broken, share: 0.999 });
      expect(quality.collections.customers).toMatchObject({ share: 1 });
      expect(ok).toBe(false);
      expect(checks.filter((check) => !check.ok)).toMatchObject([
        { id: 'orders.total', broken: 1, examples: [expect.stringMatching(/^order_\d{8}_\d{3}$/)] },
      ]);
    });
  });

  it('writes the report as a page, over an older one', async () => {
    const page = join(folder, 'report.html');
    writeFileSync(page, 'older');
    const { code, stdout, stderr } = await run('--dump', 'dump', '--html', 'report.html', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
    expect(stderr).toContain('The report is in report.html.\n');
    const html = readFileSync(page, 'utf8');
    expect(html.startsWith('<!doctype html>')).toBe(true);
    expect(html).toMatch(/<title>All \d+ checks pass: /);
  });

  it('is silent with --quiet', async () => {
    expect(await run('--dump', 'dump', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('zava validate refuses', () => {
  const uri = 'mongodb://localhost:1';
  it.each([
    [
      'a dump and a server',
      ['--dump', 'dump', '--uri', uri],
      '--dump names a folder and --uri names a server; give one of the two.',
    ],
    [
      'a dump and the embedded server',
      ['--dump', 'dump', '--local'],
      '--dump names a folder and --local names a server; give one of the two.',
    ],
    ['no target', [], /^No server is named; allowed is --uri .*, or --dump <dir> in place of a server\.$/],
    [
      'a folder without a dump',
      ['--dump', '.'],
      /^--dump is '.*', which holds no dump; allowed is a folder that zava generate or mongodump wrote\.$/,
    ],
    ['a folder that is not there', ['--dump', 'none'], /^--dump is 'none', which holds no dump; allowed is/],
    [
      'another database of the dump',
      ['--dump', 'dump', '--database', 'other'],
      /which holds no dump of database other; allowed is/,
    ],
    [
      'a record without a manifest',
      ['--dump', 'dump', '--record', 'dump/zava'],
      /^--record is 'dump\/zava', which has no manifest\.json; allowed is a folder/,
    ],
    [
      'a record and a seed',
      ['--dump', 'dump', '--record', 'dump', '--seed', '7'],
      '--record says what is expected and --seed does so too; give one of the two.',
    ],
    [
      'a page in no folder',
      ['--dump', 'dump', '--html', 'none/report.html'],
      /^--html is 'none\/report\.html', which cannot be written \(ENOENT\); allowed is a file in a folder that is there\.$/,
    ],
    [
      'a page that is a folder',
      ['--dump', 'dump', '--html', 'dump'],
      /^--html is 'dump', which cannot be written \(EISDIR\); allowed is/,
    ],
    ['a size that is none', ['--dump', 'dump', '--orders', 'many'], /orders/],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const [, said] = /^zava: (.*)\n$/.exec(stderr) ?? [];
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  it('a record that is damaged', async () => {
    mkdirSync(join(folder, 'damaged'), { recursive: true });
    writeFileSync(join(folder, 'damaged/manifest.json'), readFileSync(join(folder, 'dump/manifest.json')));
    writeFileSync(join(folder, 'damaged/stock.jsonl'), '{"store_id"\n');
    const { code, stderr } = await run('--dump', 'dump', '--record', 'damaged');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^zava: line 1 of damaged\/stock\.jsonl is no JSON; allowed is a file that zava generate or load wrote\.\n$/,
    );
  });

  it('and leaves an older page alone, and no new one behind', async () => {
    writeFileSync(join(folder, 'kept.html'), 'older');
    for (const page of ['kept.html', 'new.html'])
      expect((await run('--dump', 'none', '--html', page)).code).toBe(2);
    expect(readFileSync(join(folder, 'kept.html'), 'utf8')).toBe('older');
    expect(existsSync(join(folder, 'new.html'))).toBe(false);
  });

  it('a server that is not there, with 1 and no password', async () => {
    const secret = 'mongodb://user:s3cret@localhost:1/?serverSelectionTimeoutMS=200';
    const { code, stdout, stderr } = await run('--uri', secret);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^zava: .*localhost:1.*\n$/);
    expect(stderr).not.toContain('s3cret');
  });
});
