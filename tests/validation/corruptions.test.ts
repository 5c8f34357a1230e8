/**
 * The proof of the validator: a sound dataset is corrupted in one way after the other, in a server and in a dump, and
 * each time exactly the checks fail that must.
 */
import { join } from 'node:path';
import type { Db } from 'mongodb';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { generateDump } from '../../src/engine/generate-dump.js';
import { type ManifestContent, readManifest } from '../../src/engine/manifest/read-manifest.js';
import { DumpSource } from '../../src/tools/validate/dump/dump-source.js';
import type { CheckResult, ValidationReport } from '../../src/tools/validate/result.js';
import { ServerSource } from '../../src/tools/validate/server/server-source.js';
import { validate } from '../../src/tools/validate/validate.js';
import { temporaryFolder } from '../fixtures/cli.js';
import { Changes, Dataset } from '../fixtures/corruption.js';
import { COPIES, IDS, REFERENCES } from '../fixtures/corruption-links.js';
import { MONEY, STOCK, TIME } from '../fixtures/corruption-sales.js';
import { STRUCTURE } from '../fixtures/corruption-structure.js';
import type { Corruption } from '../fixtures/corruption-tools.js';
import { BEHAVIOUR, EMBEDDINGS, KEEPING } from '../fixtures/corruption-whole.js';
import { testServer } from '../fixtures/server.js';
import { tinyEighth } from '../fixtures/worlds.js';

const DATABASE = 'corrupted';
const GROUPS = { STRUCTURE, IDS, REFERENCES, COPIES, MONEY, TIME, STOCK, EMBEDDINGS, KEEPING, BEHAVIOUR };
const ALL: readonly Corruption[] = Object.values(GROUPS).flat();

const folder = temporaryFolder();
const server = testServer();
let data: Dataset;
let db: Db;
let manifest: ManifestContent;
let source: ServerSource;

beforeAll(async () => {
  const sound = join(folder, 'sound');
  const settings = {
    ...resolveSettings({ workers: 1 }, { env: {}, cwd: folder }),
    world: tinyEighth,
  };
  await generateDump(settings, sound);
  manifest = readManifest(join(sound, 'manifest.json'), settings.world.catalog);
  data = await Dataset.read(sound);
  db = server.client.db(DATABASE);
  await data.load(db);
  source = new ServerSource(server.uri, DATABASE);
  await source.open();
  return () => source.close();
});

const expectation = (changes: Changes) => ({ world: manifest.world, manifest, stock: changes.stock });

async function inDump(changes: Changes): Promise<ValidationReport> {
  const dump = join(folder, 'corrupted');
  changes.writeDump(dump);
  return validate(await DumpSource.open(dump), expectation(changes));
}

let undo: (() => Promise<void>) | undefined;
afterEach(async () => {
  await undo?.();
  undo = undefined;
});

async function inServer(changes: Changes): Promise<ValidationReport> {
  undo = () => changes.undo(db);
  await changes.apply(db);
  return validate(source, expectation(changes));
}

const failed = ({ checks }: ValidationReport): string[] =>
  checks
    .filter(({ ok }) => !ok)
    .map(({ id }) => id)
    .sort();

/** What both tell: not the plans, which only a server has, nor the files of a dump. */
function common(report: ValidationReport, other: ValidationReport): CheckResult[] {
  const ids = new Set(other.checks.map(({ id }) => id));
  return report.checks.filter(({ id }) => ids.has(id));
}

async function prove({ corrupt, fails, onServer = [] }: Corruption): Promise<void> {
  const changes = new Changes(data);
  corrupt(changes);
  const [dump, there] = await Promise.all([inDump(changes), inServer(changes)]);
  const files = changes.changesFiles ? ['files.sha256'] : [];
  expect(failed(dump), 'in a dump').toEqual([...fails, ...files].sort());
  expect(failed(there), 'in a server').toEqual([...fails, ...onServer].sort());
  expect(common(there, dump)).toEqual(common(dump, there));
  expect(there.charts).toEqual(dump.charts);
  expect(there.quality).toEqual(dump.quality);
  for (const { ok, broken, examples } of there.checks) {
    expect(broken > 0).toBe(!ok);
    expect(examples.length).toBeLessThanOrEqual(5);
  }
}

describe('a sound dataset', () => {
  it('passes, in a server and in a dump', async () => {
    const changes = new Changes(data);
    expect(failed(await inDump(changes))).toEqual([]);
    expect(failed(await inServer(changes))).toEqual([]);
  });
});

describe('a validation', () => {
  it('of a server ends where it is interrupted', async () => {
    const signal = AbortSignal.abort(new Error('interrupted'));
    await expect(validate(source, { world: manifest.world }, signal)).rejects.toThrow('interrupted');
  });
});

for (const [group, corruptions] of Object.entries(GROUPS)) {
  describe(`a corruption of ${group.toLowerCase()}`, () => {
    it.each(corruptions.map((each) => [each.name, each] as const))('%s', (_, corruption) =>
      prove(corruption),
    );
  });
}

describe('the corruptions', () => {
  it('are at least fifty, and each check but those of counts and files is broken by one', async () => {
    expect(ALL.length).toBeGreaterThanOrEqual(50);
    const { checks, ok } = await inServer(new Changes(data));
    // What was corrupted has been put back.
    expect(ok).toBe(true);
    const broken = new Set(ALL.flatMap(({ fails, onServer = [] }) => [...fails, ...onServer]));
    const never = checks.filter(({ id, group }) => group !== 'counts' && !broken.has(id)).map(({ id }) => id);
    // A server does not take two documents with one _id: a dump is tested with them.
    expect(never.sort()).toEqual(['customers.id-unique', 'inventory.id-unique', 'order_items.id-unique']);
    expect([...broken].filter((id) => !checks.some((check) => check.id === id))).toEqual([]);
  });
});
