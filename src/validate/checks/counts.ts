/** How many documents each collection must have. */
import { planReport } from '../../coordinator/estimate.js';
import type { ManifestContent } from '../../coordinator/read-manifest.js';
import { COLLECTION_NAMES, type CollectionName } from '../../model/index.js';
import type { World } from '../../settings/settings.js';
import { grouped } from '../../ui/numbers.js';
import type { CheckResult } from '../result.js';

/** Exact counts: the manifest's, else those of the settings. Lines of very many orders can only be estimated: none then. */
export function expectedCounts(
  world: World,
  manifest: ManifestContent | undefined,
): Map<CollectionName, number> {
  if (manifest !== undefined && manifest.written.size > 0) {
    // What it does not name was not written.
    return new Map(COLLECTION_NAMES.map((name) => [name, manifest.written.get(name)?.count ?? 0]));
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
