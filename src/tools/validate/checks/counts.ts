/** How many documents each collection must have. */

import { COLLECTION_NAMES, type CollectionName } from '../../../core/model/index.js';
import { CATALOG_COLLECTIONS } from '../../../core/model/made-by.js';
import type { World } from '../../../core/settings/settings.js';
import type { Slice } from '../../../core/settings/slice.js';
import { PreparedWorld } from '../../../core/world/prepared-world.js';
import type { ManifestContent } from '../../../engine/manifest/read-manifest.js';
import { grouped } from '../../../ui/terminal/numbers.js';
import { planReport } from '../../inspect/plan-report.js';
import type { CheckResult } from '../result.js';

/** Exact counts: the manifest's, else those of the settings. Lines of very many orders can only be estimated: none then. */
export function expectedCounts(
  world: World,
  slice: Slice | undefined,
  manifest: ManifestContent | undefined,
): Map<CollectionName, number> {
  if (manifest !== undefined && manifest.written.size > 0) {
    // What it does not name was not written.
    return new Map(COLLECTION_NAMES.map((name) => [name, manifest.written.get(name)?.count ?? 0]));
  }
  if (slice !== undefined) {
    // How many customers and orders it takes is known when they are made.
    const prepared = new PreparedWorld(world, slice);
    return new Map(
      [...CATALOG_COLLECTIONS, 'inventory' as const].map((name) => [name, prepared.countOf(name)]),
    );
  }
  const { collections } = planReport(world);
  return new Map(
    COLLECTION_NAMES.flatMap((name) => {
      const { documents, exact } = collections[name];
      return exact ? [[name, documents] as const] : [];
    }),
  );
}

export function judgeCounts(
  found: ReadonlyMap<CollectionName, number>,
  expected: ReadonlyMap<CollectionName, number>,
): CheckResult[] {
  return [...expected].map(([name, count]) => {
    const there = found.get(name) ?? 0;
    return {
      id: `${name}.count`,
      group: 'counts',
      sentence: `${name} has ${grouped(count)} documents.`,
      ok: there === count,
      broken: Math.abs(there - count),
      examples: [],
      ...(there === count ? {} : { detail: `It has ${grouped(there)}.` }),
    };
  });
}
