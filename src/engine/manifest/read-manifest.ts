/** A manifest read back: the world that it was made of, and the digests where it has them. */

import { z } from 'zod';
import { COLLECTION_NAMES, type CollectionName, FORMAT_VERSION } from '../../core/model/index.js';
import { OPTIONS, option } from '../../core/options/table.js';
import { dayOf } from '../../core/settings/calendar.js';
import type { Catalog } from '../../core/settings/catalog-entries.js';
import { configSchema } from '../../core/settings/config-schema.js';
import { displayPath } from '../../core/settings/display-path.js';
import { readData } from '../../core/settings/files.js';
import { count, date, numberOf, share, text } from '../../core/settings/leaves.js';
import { parse } from '../../core/settings/parse.js';
import type { World } from '../../core/settings/settings.js';
import type { Slice } from '../../core/settings/slice.js';
import { checkWorld } from '../../core/settings/world-check.js';
import { SettingsError } from '../../errors.js';
import { say } from '../../message.js';
import { catalogDigest } from './manifest.js';

const DIGEST = '32 hexadecimal digits';
const whole = count(Number.MAX_SAFE_INTEGER);
const collectionSchema = z.object({
  count: whole,
  bytes: whole,
  sha256: text.optional(),
  digest: z
    .string({ error: DIGEST })
    .regex(/^[0-9a-f]{32}$/, { error: DIGEST })
    .optional(),
});

const { seed, period, growth, customers, baskets, prices, statuses, stock, shards } = configSchema.shape;
const texts = z.array(text, { error: 'a list of ids' }).min(1, { error: 'a list of ids' });
const sliceSchema = z.strictObject({
  stores: texts.optional(),
  customers: texts.optional(),
  since: date.optional(),
  sample: share.optional(),
});
const manifestSchema = z.object({
  seed,
  settings: z.object({
    num_customers: numberOf(OPTIONS.customers.kind),
    num_orders: numberOf(OPTIONS.orders.kind),
    period: period.refine(({ start, end }) => start <= end, { error: 'a start that is not after the end' }),
    growth,
    customers,
    baskets,
    prices,
    statuses,
    stock,
    shards,
    catalog_sha256: text,
    slice: sliceSchema.optional(),
  }),
  collections: z.object(
    Object.fromEntries(COLLECTION_NAMES.map((name) => [name, collectionSchema.optional()])),
  ),
});

/** What can be said of another format version, too. */
const headSchema = z.object({
  generator: z.literal('zava', { error: "'zava': a manifest.json of zava generate or zava load" }),
  format_version: whole,
});

/** What a manifest says of the documents of a collection. */
export interface CollectionDigest {
  readonly count: number;
  /** See encode/digest.ts. */
  readonly digest: string;
}

export type CollectionDigests = ReadonlyMap<CollectionName, CollectionDigest>;

export interface ManifestContent {
  readonly world: World;
  /** The part of the world that was wanted, where that is not all of it. */
  readonly slice?: Slice | undefined;
  /** How many documents were written, and the digest of their .bson file in a dump. */
  readonly written: ReadonlyMap<
    CollectionName,
    { readonly count: number; readonly sha256?: string | undefined }
  >;
  /** Where the manifest has the digests of all nine. */
  readonly collections: CollectionDigests | undefined;
}

/**
 * Reads the manifest of a dump.
 * @param catalog the one at hand; the manifest holds no more of its own than a digest.
 * @throws SettingsError where the file is no manifest, or one of another format version or another catalog.
 */
export const readManifest = (path: string, catalog: Catalog): ManifestContent =>
  checkManifest(readData(path), displayPath(path), catalog);

/** The same of a manifest that was read already. @param where words for where it was found. */
export function checkManifest(data: unknown, where: string, catalog: Catalog): ManifestContent {
  const head = parse(headSchema, data, where);
  if (head.format_version !== FORMAT_VERSION) {
    throw new SettingsError(
      `${where} is of format version ${head.format_version}; this zava makes and knows format version ${FORMAT_VERSION} alone.`,
    );
  }
  const { settings, collections, seed } = parse(manifestSchema, data, where);
  if (settings.catalog_sha256 !== catalogDigest(catalog)) {
    throw new SettingsError(
      say`${where} was made from another catalog; name that one by a ${option('config')} file with its folder as catalog.`,
    );
  }
  const world: World = {
    seed,
    customers: settings.num_customers,
    orders: settings.num_orders,
    firstDay: dayOf(settings.period.start),
    lastDay: dayOf(settings.period.end),
    growth: settings.growth,
    registration: settings.customers,
    baskets: settings.baskets,
    prices: settings.prices,
    statuses: settings.statuses,
    stock: settings.stock,
    shards: settings.shards,
    catalog,
  };
  checkWorld(world);
  const written = new Map(
    COLLECTION_NAMES.flatMap((name) => {
      const own = collections[name];
      return own === undefined ? [] : [[name, own] as const];
    }),
  );
  return { world, slice: settings.slice, written, collections: digestsOf(collections) };
}

/** The counts and digests, where all nine have one. */
function digestsOf(
  collections: Record<string, z.infer<typeof collectionSchema> | undefined>,
): CollectionDigests | undefined {
  const found = new Map<CollectionName, CollectionDigest>();
  for (const name of COLLECTION_NAMES) {
    const { count, digest } = collections[name] ?? {};
    if (count === undefined || digest === undefined) return undefined;
    found.set(name, { count, digest });
  }
  return found;
}
