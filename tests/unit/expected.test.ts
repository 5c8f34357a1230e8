/** What documents are held against: their record, flags that agree with it, and flags that do not. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectedOf } from '../../src/commands/expected.js';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import type { World } from '../../src/core/settings/settings.js';
import type { ManifestContent } from '../../src/engine/manifest/read-manifest.js';
import { expectedCounts } from '../../src/tools/validate/checks/counts.js';
import { temporaryFolder } from '../fixtures/cli.js';
import { fewProducts } from '../fixtures/few-products.js';
import { tiny, tinyWith } from '../fixtures/worlds.js';

const folder = temporaryFolder();
const catalog = fewProducts(folder);
const few = {
  ...tiny.growth,
  year_weights: Object.fromEntries(Object.entries(tiny.growth.year_weights).slice(0, 4)),
};
const world = {
  ...tinyWith({
    seed: 7,
    orders: 800,
    baskets: { items_weights: [1, 2] },
    // 2023-12-31: the defaults have more years.
    lastDay: 19_722,
  }),
  growth: few,
};

/** @param flags of the command line; `config` is the text of the file that it names. */
function expected(flags: Record<string, string>, recorded: World | null = world, env = {}) {
  const { config: text, ...others } = flags;
  const config = text === undefined ? undefined : join(folder, 'own.yaml');
  if (config !== undefined) writeFileSync(config, text);
  const given = { ...others, ...(config === undefined ? {} : { config }) };
  const context = { env, cwd: folder };
  const record: ManifestContent | undefined =
    recorded === null
      ? undefined
      : {
          world: recorded,
          slice: { stores: ['store_seattle'] },
          written: new Map(),
          collections: undefined,
        };
  const {
    settings,
    record: counts,
    note,
  } = expectedOf(
    record,
    resolveSettings(given, context),
    given,
    context,
    'the load in database zava at here',
  );
  return { world: settings.world, slice: settings.slice, note, counts: counts !== undefined };
}

const slice = { stores: ['store_seattle'] };

describe('a record', () => {
  it.each<Record<string, string>>([
    {},
    { seed: '7' },
    { orders: '800', customers: '200' },
    { start: '2020-01-01' },
    { config: 'database: other\n' },
    { config: 'seed: 7\nbaskets: { items_weights: [1, 2] }\nnum_orders: 800\n' },
    { config: 'load: { batch_documents: 7 }\n', seed: '7' },
  ])('counts with %j, whatever the variables say', (flags) => {
    const env = { NUM_ORDERS: '5', NUM_CUSTOMERS: '6', START_DATE: '2025-01-01', END_DATE: '2025-01-02' };
    expect(expected(flags, world, env)).toEqual({ world, slice, counts: true });
  });

  it('counts with the preset that it is of', () => {
    expect(expected({ preset: 'tiny' }, tiny)).toEqual({ world: tiny, slice, counts: true });
    expect(expected({ config: 'preset: tiny\n' }, tiny)).toEqual({ world: tiny, slice, counts: true });
  });

  it.each<[Record<string, string>, string, Partial<World>]>([
    [{ seed: '8' }, 'seed is 7 there and 8 here', { seed: 8 }],
    [{ preset: 'tiny' }, 'num_orders is 800 there and 1000 here', { orders: 1000 }],
    [{ scale: '2' }, 'num_customers is 200 there and 100000 here', { customers: 100_000, orders: 400_000 }],
    [{ customers: '9', seed: '7' }, 'num_customers is 200 there and 9 here', { customers: 9 }],
    [{ end: '2020-01-02' }, 'period.end is 2023-12-31 there and 2020-01-02 here', { lastDay: 18_263 }],
    [
      { config: 'baskets: { quantity_weights: [1] }\n' },
      'baskets.quantity_weights.0 is 60 there and 1 here',
      { baskets: { ...world.baskets, quantity_weights: [1] } },
    ],
    [{ config: 'seed: 8\n', orders: '800' }, 'seed is 7 there and 8 here', { seed: 8 }],
  ])('that %j disagrees with counts in everything else', (flags, unlike, changed) => {
    expect(expected(flags)).toEqual({
      world: { ...world, ...changed },
      slice,
      counts: false,
      note: `The record of the load in database zava at here disagrees with what was asked for: ${unlike}. Held against what was asked for, and the record in everything else.`,
    });
  });

  it('keeps sizes and seed where a file names another catalog', () => {
    const { world: other, note } = expected({ config: catalog });
    expect(other).toMatchObject({ seed: 7, orders: 800, baskets: world.baskets });
    expect(other.catalog).not.toEqual(world.catalog);
    expect(note).toContain('catalog_sha256 is ');
    expect(expected({ config: catalog }, other)).toEqual({ world: other, slice, counts: true });
    // The catalog that the record has is another one than the default.
    expect(expected({ seed: '7' }, other)).toEqual({ world: other, slice, counts: true });
  });
});

it('without a record it is said what is assumed', () => {
  expect(expected({ preset: 'tiny', seed: '7' }, null)).toMatchObject({
    world: { seed: 7, orders: 1000 },
    counts: false,
    note: expect.stringMatching(
      /^No record of the load in database zava at here was found; assumed is seed 7, format version \d+, 200 customers, 1,000 orders, 2020-01-01 to 2026-12-31\.$/,
    ),
  });
});

it('the counts of a slice without its manifest are those of the catalog and the stock of its stores', () => {
  const counts = expectedCounts(tiny, slice, undefined);
  expect(Object.fromEntries(counts)).toEqual({
    stores: 8,
    categories: 9,
    product_types: 32,
    products: 424,
    product_embeddings: 424,
    inventory: 424,
  });
});
