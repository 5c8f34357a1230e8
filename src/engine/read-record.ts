/** The record of a load as it is read and checked; load-record.ts makes it, for which nothing that checks is loaded. */
import type { Catalog } from '../core/settings/catalog-entries.js';
import { checkedCatalog } from '../core/settings/catalog-schema.js';
import type { LoadIdentity } from '../core/settings/identity.js';
import { SettingsError } from '../errors.js';
import type { FoundRecord } from '../mongodb/load-record.js';
import { catalogDigest, sha256 } from './manifest/manifest.js';
import { checkManifest, type ManifestContent } from './manifest/read-manifest.js';

/** A record that was read and checked. */
interface ReadRecord {
  readonly content: ManifestContent;
  /** The text of stock.jsonl. */
  readonly stock: string;
}

/**
 * Checks a record that a database holds.
 * @param where words for where it was found. @param atHand the catalog of the settings.
 * @throws SettingsError where it is damaged, or of another format version, or where its catalog is neither in it nor at hand.
 */
export function checkRecord(
  { manifest, stock, catalog }: FoundRecord,
  where: string,
  atHand: Catalog,
): ReadRecord {
  // Its own is most often the one at hand, which was checked already.
  const isAtHand = manifest.settings?.catalog_sha256 === catalogDigest(atHand);
  const own = isAtHand ? undefined : catalogOf(manifest, catalog, where);
  const content = checkManifest(manifest, where, own ?? atHand);
  if (sha256(stock) !== manifest.stock?.sha256) {
    throw new SettingsError(`${where} is damaged: its stock is not the one of the load.`);
  }
  return { content, stock };
}

/**
 * What a load that is not finished was to make, as its journal says; undefined where another version of zava, or another
 * catalog than the one at hand, began it.
 */
export function worldOf(
  { format, seed, settings }: LoadIdentity,
  atHand: Catalog,
): ManifestContent | undefined {
  const manifest = { generator: 'zava', format_version: format, seed, settings, collections: {} };
  try {
    return checkManifest(manifest, 'the journal', atHand);
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

/** The catalog that stands in a record; undefined where it has none, or not the one of its load. */
function catalogOf(manifest: FoundRecord['manifest'], text: string, where: string): Catalog | undefined {
  if (sha256(text) !== manifest.settings?.catalog_sha256) return undefined;
  const catalog = checkedCatalog(JSON.parse(text), where);
  return catalogDigest(catalog) === sha256(text) ? catalog : undefined;
}
