/** The data quality score: the share of documents that break no check. */
import type { CollectionName } from '../../core/model/index.js';
import type { Look } from './checks/check.js';
import type { Quality, QualityReport } from './result.js';

/** How many documents have these ids together. In a dump several may have one, and then each look finds all of them. */
function together(looks: readonly Look[]): number {
  const most = new Map<string, number>();
  for (const { ids } of looks) {
    const own = new Map<string, number>();
    for (const id of ids) own.set(id, (own.get(id) ?? 0) + 1);
    for (const [id, count] of own) most.set(id, Math.max(count, most.get(id) ?? 0));
  }
  return [...most.values()].reduce((all, count) => all + count, 0);
}

/** How many documents the looks at a collection found broken, each counted once, as far as their ids tell. */
function brokenIn(documents: number, looks: readonly Look[]): Quality['broken'] {
  const known = together(looks);
  const identified = looks.every((look) => look.ids.length === look.broken);
  // Beyond the ids that are kept, looks may have found the same documents, or all of them others.
  const least = identified ? known : Math.max(known, ...looks.map(({ broken }) => broken));
  const most = identified ? known : looks.reduce((all, { broken }) => all + broken, 0);
  return { atLeast: Math.min(documents, least), atMost: Math.min(documents, most) };
}

const quality = (documents: number, broken: Quality['broken']): Quality => ({
  documents,
  broken,
  share: documents === 0 ? null : (documents - broken.atMost) / documents,
});

/**
 * @param documents by collection, as counted.
 * @param unmade how many checks of documents could not be made.
 */
export function qualityOf(
  documents: ReadonlyMap<CollectionName, number>,
  looks: readonly Look[],
  unmade: number,
): QualityReport {
  const collections = [...documents].map(([name, count]) => {
    const own = looks.filter(({ collection }) => collection === name);
    return [name, quality(count, brokenIn(count, own))] as const;
  });
  const sum = (value: (one: Quality) => number) => collections.reduce((all, [, one]) => all + value(one), 0);
  const broken = {
    atLeast: sum((one) => one.broken.atLeast),
    atMost: sum((one) => one.broken.atMost),
  };
  return {
    ...quality(
      sum((one) => one.documents),
      broken,
    ),
    collections: Object.fromEntries(collections) as QualityReport['collections'],
    unmade,
  };
}
