/** A manifest read back is the world that it was made of; anything else is said in one sentence. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, type CollectionName } from '../../src/core/model/index.js';
import type { World } from '../../src/core/settings/settings.js';
import { makeManifest, manifestSettings } from '../../src/engine/manifest/manifest.js';
import { readManifest } from '../../src/engine/manifest/read-manifest.js';
import { RunContext } from '../../src/engine/run-context.js';
import { temporaryFolder } from '../fixtures/cli.js';
import { tiny, tinyWith } from '../fixtures/worlds.js';

const folder = temporaryFolder();
const path = join(folder, 'manifest.json');

/** What a load writes, or with a digest a dump. */
function manifestOf(world: World, digest?: string) {
  const collection = { count: 3, bytes: 30, ...(digest === undefined ? {} : { digest }) };
  const collections = new Map(
    COLLECTION_NAMES.map((name): [CollectionName, typeof collection] => [name, collection]),
  );
  return makeManifest(new RunContext(world), collections, { text: '', file: 'stock.jsonl' });
}

function read(manifest: unknown, catalog = tiny.catalog) {
  writeFileSync(path, JSON.stringify(manifest));
  return readManifest(path, catalog);
}

describe('readManifest', () => {
  it.each([
    ['tiny', tiny],
    ['other settings', tinyWith({ seed: 7, customers: 33, lastDay: 19_000, baskets: { themed_share: 0.5 } })],
  ])('gives the world of %s back', (_, world) => {
    const { world: again, collections } = read(manifestOf(world));
    expect(again).toEqual(world);
    expect(manifestSettings(again)).toEqual(manifestSettings(world));
    expect(collections).toBeUndefined();
  });

  it('gives the digests of all nine, or none', () => {
    const digest = '0123456789abcdef'.repeat(2);
    const manifest = manifestOf(tiny, digest);
    const { collections } = read(manifest);
    expect(Object.fromEntries(collections ?? [])).toEqual(
      Object.fromEntries(COLLECTION_NAMES.map((name) => [name, { count: 3, digest }])),
    );
    const { orders: _, ...others } = manifest.collections;
    expect(read({ ...manifest, collections: others }).collections).toBeUndefined();
  });

  const good = manifestOf(tiny);
  it.each([
    [{}, /^generator in .*manifest\.json is missing; allowed is 'zava'/],
    [{ ...good, generator: 'other' }, /generator .* is 'other'; allowed is 'zava'/],
    [
      { ...good, format_version: 1 },
      /is of format version 1; this zava makes and knows format version 2 alone/,
    ],
    [{ ...good, seed: -1 }, /^seed in .* is -1; allowed is a whole number/],
    [{ ...good, settings: { ...good.settings, num_orders: 'x' } }, /num_orders .* is 'x'; allowed is/],
    [
      { ...good, settings: { ...good.settings, period: { start: '2021-01-01', end: '2020-01-01' } } },
      /settings\.period .* allowed is a start that is not after the end/,
    ],
    [
      { ...good, collections: { orders: { count: 1, bytes: 1, digest: 'xyz' } } },
      /digest .* allowed is 32 hex/,
    ],
    [
      { ...good, settings: { ...good.settings, catalog_sha256: 'x' } },
      /was made from another catalog; .* a config file/,
    ],
    [[], /manifest\.json is \[\]; allowed is a map/],
  ])('refuses what is none: %#', (manifest, reason) => {
    expect(() => read(manifest)).toThrowError(reason);
    expect(() => read(manifest)).toThrowError(expect.objectContaining({ name: 'SettingsError' }));
  });

  it('says that a file is not there', () => {
    expect(() => readManifest(join(folder, 'none.json'), tiny.catalog)).toThrowError(
      /none\.json does not exist/,
    );
  });
});
