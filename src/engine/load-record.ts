/** The record of a load as the engine makes it; how it lies in a database, mongodb/load-record.ts knows. */

import { digestText, loadHash, sumOfHashes } from '../core/encode/digest.js';
import { COLLECTION_NAMES, type CollectionName } from '../core/model/index.js';
import type { Catalog } from '../core/settings/catalog-entries.js';
import type { RecordContent } from '../mongodb/load-record.js';
import { type ManifestCollection, makeManifest, type Sold, sha256, stockLines } from './manifest/manifest.js';
import { DUMP_FILES } from './sinks/files/dump-folder.js';
import type { Tally } from './tally.js';

/** What was delivered of each collection: documents, bytes of BSON, and the sums of their hashes. */
export type Delivered = Pick<Tally, 'documents' | 'bytes' | 'sums'>;

/**
 * The record of what was delivered.
 * @param context with all its orders sold. @param live the inventory was not delivered as it is in the end.
 */
export async function recordOf(
  context: Sold,
  { documents, bytes, sums }: Delivered,
  live = true,
): Promise<RecordContent> {
  const hash = await loadHash();
  const sumOf = (name: CollectionName): bigint =>
    // What it has become counts.
    name === 'inventory' && live
      ? sumOfHashes(hash, context.stock.inventory().bytes)
      : (sums.get(name) ?? 0n);
  const written = new Map<CollectionName, ManifestCollection>();
  for (const name of COLLECTION_NAMES) {
    const digest = digestText(sumOf(name));
    written.set(name, { count: documents.get(name) ?? 0, bytes: bytes.get(name) ?? 0, digest });
  }
  const stock = stockLines(context);
  const manifest = makeManifest(context, written, { text: stock, file: DUMP_FILES.stock });
  return { manifest, stock, catalog: JSON.stringify(context.prepared.world.catalog) };
}

/** The record that a dump has, with its catalog where that is the one at hand: a dump holds no more than its digest. */
export function withCatalog(record: RecordContent, catalog: Catalog): RecordContent {
  const { settings } = record.manifest as { settings?: { catalog_sha256?: unknown } };
  const text = JSON.stringify(catalog);
  return settings?.catalog_sha256 === sha256(text) ? { ...record, catalog: text } : record;
}
