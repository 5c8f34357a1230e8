/** What zava makes passes every check, whatever the seed, the size and the settings, in a server and as a dump. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { generateDump } from '../../src/engine/generate-dump.js';
import { readManifest } from '../../src/engine/manifest/read-manifest.js';
import { readStock } from '../../src/tools/validate/checks/stock.js';
import { DumpSource } from '../../src/tools/validate/dump/dump-source.js';
import type { ValidationReport } from '../../src/tools/validate/result.js';
import { ServerSource } from '../../src/tools/validate/server/server-source.js';
import { type Expectation, validate } from '../../src/tools/validate/validate.js';
import { succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { Dataset } from '../fixtures/corruption.js';
import { testServer } from '../fixtures/server.js';
import { recordIn } from '../fixtures/server-facts.js';
import { small } from '../fixtures/worlds.js';

const folder = temporaryFolder();
const server = testServer();
let runs = 0;

const failed = (report: ValidationReport) => report.checks.filter(({ ok }) => !ok);

interface Validated {
  /** Of the dump. */
  readonly out: string;
  readonly database: string;
}
/** Validates a dump and a database by the records of their runs. */
type Validator = (run: Validated) => Promise<[dump: ValidationReport, there: ValidationReport]>;

/** What `zava validate --json` says; its exit code agrees. */
async function report(...args: string[]): Promise<ValidationReport> {
  const { code, stdout, stderr } = await zava(['validate', '--json', '--quiet', ...args], { cwd: folder });
  expect(stderr).toBe('');
  const said = JSON.parse(stdout) as ValidationReport;
  expect({ failed: failed(said), code }).toEqual({ failed: [], code: 0 });
  return said;
}
const byProcesses: Validator = ({ out, database }) =>
  Promise.all([report('--dump', out), report('--uri', server.uri, '--database', database)]);

/** The same without processes, which take longer to start than to validate a small dataset. */
const byFunction: Validator = async ({ out, database }) => {
  const run = async (expected: Expectation, source: DumpSource | ServerSource): Promise<ValidationReport> => {
    const said = await validate(source, expected);
    expect({ failed: failed(said), ok: said.ok }).toEqual({ failed: [], ok: true });
    return said;
  };
  const source = new ServerSource(server.uri, database);
  try {
    await source.open();
    return await Promise.all([
      run(await saidByDump(join(folder, out)), await DumpSource.open(join(folder, out))),
      run(await saidByRecord(database), source),
    ]);
  } finally {
    await source.close();
  }
};

async function saidByDump(dump: string): Promise<Expectation> {
  const { catalog } = resolveSettings({}, { env: {}, cwd: folder }).world;
  const manifest = readManifest(join(dump, 'manifest.json'), catalog);
  return { world: manifest.world, manifest, stock: await readStock(join(dump, 'stock.jsonl')) };
}

async function saidByRecord(database: string): Promise<Expectation> {
  const { content, rows } = await recordIn(server.client.db(database));
  return { world: content.world, manifest: content, stock: rows, source: 'record' };
}

/** Makes a dump and a database of these flags, and proves both against their records. */
async function expectClean(validator: Validator, ...flags: string[]): Promise<ValidationReport> {
  const name = `clean_${runs++}`;
  const target = ['--uri', server.uri, '--database', name];
  await succeed(['generate', ...flags, '--out', name, '--quiet'], { cwd: folder });
  await succeed(['load', ...flags, ...target, '--quiet'], { cwd: folder });
  const [dump, there] = await validator({ out: name, database: name });
  expect([dump.expected.source, there.expected.source]).toEqual(['manifest', 'record']);
  expect([...dump.notes, ...there.notes]).toEqual([]);
  expect(there.checks.length).toBeGreaterThan(200);
  expect(there.charts).toEqual(dump.charts);
  await server.client.db(name).dropDatabase();
  return there;
}

const yaml = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};

describe('clean data', () => {
  it.each(['1', '7', '20260101'])('of seed %s passes', async (seed) => {
    await expectClean(byFunction, '--preset', 'tiny', '--seed', seed);
  });

  it('of the size demo passes', async () => {
    // Only as a dump: a server shows at the size of full what it would show here.
    await succeed(['generate', '--preset', 'demo', '--seed', '3', '--out', 'demo', '--quiet'], {
      cwd: folder,
    });
    const dump = await report('--dump', 'demo');
    expect(dump.expected.source).toBe('manifest');
    expect(dump.notes).toEqual([]);
    expect(dump.checks.length).toBeGreaterThan(200);
    expect(dump.documents.orders).toBe(100_000);
  });

  it('of the size full passes', async () => {
    const there = await expectClean(byProcesses, '--preset', 'full');
    expect(there.documents.order_items).toBeGreaterThan(400_000);
    // A machine that does other things as well may take minutes, and is slow but not wrong.
  }, 480_000);

  it.each([
    ['begins in the middle of a month', ['--start', '2024-02-20', '--end', '2024-11-09']],
    ['is one day', ['--start', '2024-03-10', '--end', '2024-03-10']],
    ['has no orders', ['--orders', '0']],
    ['has nobody', ['--customers', '0', '--orders', '0']],
    ['has one order', ['--orders', '1']],
    ['has one customer', ['--customers', '1', '--orders', '50']],
  ])('whose run %s passes', async (_, flags) => {
    await expectClean(byFunction, '--preset', 'tiny', ...flags);
  });

  it('of other settings passes', async () => {
    const config = yaml(
      'other.yaml',
      `period: { start: 2023-11-15, end: 2024-06-30 }
growth: { weekday_weights: { mon: 3, tue: 0, sun: 0.1 }, hour_weights: [0, 0, 0, 0, 0, 0, 0, 0, 9, 1, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0] }
customers: { founding_share: 1, area_codes: ["212"], activity_weights: [0, 1] }
baskets: { items_weights: [0, 5, 0, 1], quantity_weights: [0, 0, 1], themed_share: 1, themed_line_share: 1 }
prices: { margin_percent: 50.5, band: [1, 1.5], discount_share: 0.9, discount_percents: [3, 33] }
statuses: { cancelled_share: 0.6, pending_days: 100, pending_share: 0.7 }
stock: { opening: [1, 2], minimum_threshold: 1, lot_size: 1 }
`,
    );
    await expectClean(byFunction, '--config', config, '--customers', '300', '--orders', '3000');
  });

  it('of another catalog passes: three continents, odd hours, letters beyond ASCII', async () => {
    const settings = { ...resolveSettings({ workers: 1 }, { env: {}, cwd: folder }), world: small };
    const dump = join(folder, 'small');
    await generateDump(settings, dump);
    const expected = { world: small, stock: await readStock(join(dump, 'stock.jsonl')) };
    expect(failed(await validate(await DumpSource.open(dump), expected))).toEqual([]);
    const db = server.client.db('small');
    await (await Dataset.read(dump)).load(db);
    const source = new ServerSource(server.uri, 'small');
    await source.open();
    expect(failed(await validate(source, expected))).toEqual([]);
    await source.close();
  });

  it('without its indexes lacks nothing else, and says what then cannot be told', async () => {
    const target = ['--uri', server.uri, '--database', 'bare'];
    // More comparisons of customers with orders than are made without an index.
    const size = ['--preset', 'tiny', '--customers', '3000', '--orders', '2000'];
    await succeed(['load', ...size, '--no-indexes', ...target, '--quiet'], { cwd: folder });
    const failures = async () => {
      const { code, stdout } = await zava(['validate', '--json', ...target], { cwd: folder });
      expect(code).toBe(1);
      return failed(JSON.parse(stdout) as ValidationReport).filter(
        ({ id }) => !/\.(indexes|plans)$/.test(id),
      );
    };
    expect(await failures()).toEqual([]);
    await server.client
      .db('bare')
      .collection('orders')
      .updateOne({}, { $set: { customer_name: 'Somebody' } });
    const found = await failures();
    expect(found.map(({ id }) => id).sort()).toEqual(
      ['after-customer', 'customer-email', 'customer-exists', 'customer-name', 'primary-store'].map(
        (name) => `orders.${name}`,
      ),
    );
    for (const { detail } of found)
      expect(detail).toMatch(
        /^Some documents do not agree with customers, but which, .* indexes create makes it\.$/,
      );
  });
});
