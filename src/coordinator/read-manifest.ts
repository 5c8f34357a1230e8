/** A manifest read back: the world that it was made of, and the digests where it has them. */
import { z } from 'zod';
import { SettingsError } from '../errors.js';
import { COLLECTION_NAMES, type CollectionName, FORMAT_VERSION } from '../model/index.js';
import { dayOf } from '../settings/calendar.js';
import type { Catalog } from '../settings/catalog.js';
import { configSchema, MAX_CUSTOMERS, MAX_ORDERS } from '../settings/config-schema.js';
import { displayPath, readData } from '../settings/files.js';
import { count, date, share, text } from '../settings/leaves.js';
import { parse } from '../settings/parse.js';
import type { World } from '../settings/settings.js';
import { checkWorld } from '../settings/world-check.js';
import type { Slice } from '../slices/slice.js';
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
    num_customers: count(MAX_CUSTOMERS),
    num_orders: count(MAX_ORDERS),
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
  /** Of a dump, whose manifest has the digests of all nine; that of a load has none. */
  readonly collections: CollectionDigests | undefined;
}

/**
 * Reads the manifest of a dump, or the one that a load leaves.
 * @param catalog the one at hand; the manifest holds no more of its own than a digest.
 * @throws SettingsError where the file is no manifest, or one of another format version or another catalog.
 */
export function readManifest(path: string, catalog: Catalog): ManifestContent {
  const where = displayPath(path);
  const data = readData(path);
  const head = parse(headSchema, data, where);
  if (head.format_version !== FORMAT_VERSION) {
    throw new SettingsError(
      `${where} is of format version ${head.format_version}; this zava makes and knows format version ${FORMAT_VERSION} alone.`,
    );
  }
  const { settings, collections, seed } = parse(manifestSchema, data, where);
  if (settings.catalog_sha256 !== catalogDigest(catalog)) {
    throw new SettingsError(
      `${where} was made from another catalog; name that one by a --config file with its folder as catalog.`,
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
