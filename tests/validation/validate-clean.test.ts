/** What zava makes passes every check, whatever the seed, the size and the settings, in a server and as a dump. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import type { World } from '../../src/core/settings/settings.js';
import { generateDump } from '../../src/engine/generate-dump.js';
import { readManifest } from '../../src/engine/manifest/read-manifest.js';
import { readStock } from '../../src/tools/validate/checks/stock.js';
import { DumpSource } from '../../src/tools/validate/dump/dump-source.js';
import type { ValidationReport } from '../../src/tools/validate/result.js';
import { ServerSource } from '../../src/tools/validate/server/server-source.js';
import { type Expectation, validate } from '../../src/tools/validate/validate.js';
import { succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { Dataset } from '../fixtures/corruption.js';
import { fewProducts } from '../fixtures/few-products.js';
import { testServer } from '../fixtures/server.js';
import { recordIn } from '../fixtures/server-facts.js';
import { small } from '../fixtures/worlds.js';

const folder = temporaryFolder();
const server = testServer();
let runs = 0;

/** Most of what `tiny` takes are the numbers of its embeddings, which one run of it shows. */
const FEW = fewProducts(folder);
const few = ['--preset', 'tiny', '--config', join(folder, 'few.yaml')];
writeFileSync(join(folder, 'few.yaml'), FEW);

const failed = (report: ValidationReport) => report.checks.filter(({ ok }) => !ok);

interface Validated {
  /** Of the dump. */
  readonly out: string;
  readonly database: string;
  readonly catalog: World['catalog'];
}
/** What `zava validate --json` says; its exit code agrees. */
async function report(...args: string[]): Promise<ValidationReport> {
  const { code, stdout, stderr } = await zava(['validate', '--json', '--quiet', ...args], { cwd: folder });
  expect(stderr).toBe('');
  const said = JSON.parse(stdout) as ValidationReport;
  expect({ failed: failed(said), code }).toEqual({ failed: [], code: 0 });
  return said;
}

/** What it says of a dump and of a database, without processes, which take longer to start than to validate so little. */
async function validated({
  out,
  database,
  catalog,
}: Validated): Promise<[dump: ValidationReport, there: ValidationReport]> {
  const run = async (expected: Expectation, source: DumpSource | ServerSource): Promise<ValidationReport> => {
    const said = await validate(source, expected);
    expect({ failed: failed(said), ok: said.ok }).toEqual({ failed: [], ok: true });
    return said;
  };
  const source = new ServerSource(server.uri, database);
  try {
    await source.open();
    return await Promise.all([
      run(await saidByDump(join(folder, out), catalog), await DumpSource.open(join(folder, out))),
      run(await saidByRecord(database, catalog), source),
    ]);
  } finally {
    await source.close();
  }
}

async function saidByDump(dump: string, catalog: World['catalog']): Promise<Expectation> {
  const manifest = readManifest(join(dump, 'manifest.json'), catalog);
  return { world: manifest.world, manifest, stock: await readStock(join(dump, 'stock.jsonl')) };
}

async function saidByRecord(database: string, catalog: World['catalog']): Promise<Expectation> {
  const { content, rows } = await recordIn(server.client.db(database), catalog);
  return { world: content.world, manifest: content, stock: rows, source: 'record' };
}

/** Makes a dump and a database of these flags, and proves both against their records. */
async function expectClean(...flags: string[]): Promise<ValidationReport> {
  const name = `clean_${runs++}`;
  const target = ['--uri', server.uri, '--database', name];
  await succeed(['generate', ...flags, '--out', name, '--quiet'], { cwd: folder });
  await succeed(['load', ...flags, ...target, '--quiet'], { cwd: folder });
  const config = flags.includes('--config') ? flags[flags.indexOf('--config') + 1] : undefined;
  const { catalog } = resolveSettings({ config }, { env: {}, cwd: folder }).world;
  const [dump, there] = await validated({ out: name, database: name, catalog });
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
  it('of the size tiny passes', async () => {
    await expectClean('--preset', 'tiny', '--seed', '1');
  });

  it.each(['7', '20260101'])('of seed %s passes', async (seed) => {
    await expectClean(...few, '--seed', seed);
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
    // Only in a server: a dump shows at the size of demo what it would show here.
    const target = ['--uri', server.uri, '--database', 'full'];
    await succeed(['load', '--preset', 'full', ...target, '--quiet'], { cwd: folder });
    const there = await report(...target);
    expect(there.expected.source).toBe('record');
    expect(there.notes).toEqual([]);
    expect(there.documents.order_items).toBeGreaterThan(400_000);
    await server.client.db('full').dropDatabase();
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
    await expectClean(...few, ...flags);
  });

  it('of other settings passes', async () => {
    const config = yaml(
      'other.yaml',
      `${FEW}period: { start: 2023-11-15, end: 2024-06-30 }
growth: { weekday_weights: { mon: 3, tue: 0, sun: 0.1 }, hour_weights: [0, 0, 0, 0, 0, 0, 0, 0, 9, 1, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0] }
customers: { founding_share: 1, area_codes: ["212"], activity_weights: [0, 1] }
baskets: { items_weights: [0, 5, 0, 1], quantity_weights: [0, 0, 1], themed_share: 1, themed_line_share: 1 }
prices: { margin_percent: 50.5, band: [1, 1.5], discount_share: 0.9, discount_percents: [3, 33] }
statuses: { cancelled_share: 0.6, pending_days: 100, pending_share: 0.7 }
stock: { opening: [1, 2], minimum_threshold: 1, lot_size: 1 }
`,
    );
    await expectClean('--config', config, '--customers', '300', '--orders', '3000');
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
