/** How the database keeps the collections: indexes, pre- and post-images, and whether queries use the indexes. */

import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../../core/model/index.js';
import type { CollectionModel, Index } from '../../../core/model/schema.js';
import { command } from '../../../core/options/table.js';
import { compareIndexes } from '../../../mongodb/index-comparison.js';
import { indexSpec } from '../../../mongodb/index-specs.js';
import type { CheckResult } from '../result.js';
import type { FoundStorage, Source } from '../source.js';
import { EXAMPLES } from './check.js';

const result = (id: string, sentence: string, broken: readonly string[], detail?: string): CheckResult => ({
  id,
  group: 'database',
  sentence,
  ok: broken.length === 0,
  broken: broken.length,
  examples: broken.slice(0, EXAMPLES),
  ...(detail === undefined || broken.length === 0 ? {} : { detail }),
});

function judgeOne(name: CollectionName, storage: FoundStorage | undefined): CheckResult[] {
  const model: CollectionModel = MODELS[name];
  const { wanted, extra } = compareIndexes(model.indexes.map(indexSpec), storage?.indexes ?? []);
  const wrong = wanted.filter((one) => one.state !== 'present');
  const hows = wrong.flatMap((one) => (one.state === 'differs' ? [`${one.found.name} ${one.how}`] : []));
  const results = [
    result(
      `${name}.indexes`,
      `${name} has its ${model.indexes.length} secondary indexes, with their options.`,
      wrong.map((one) => one.spec.name),
      hows.length > 0
        ? `${hows.join('; ')}.`
        : `${command('indexes create').typed} makes those that are missing.`,
    ),
    result(
      `${name}.no-other-indexes`,
      `${name} has no index that the model does not know.`,
      extra.map((one) => one.name),
    ),
  ];
  if (model.dittoId === undefined) return results;
  return [
    ...results,
    result(
      `${name}.images`,
      `${name} keeps documents before and after a change, which Ditto's connector needs.`,
      storage?.images === true ? [] : [name],
      `${command('change-streams enable').typed} turns it on.`,
    ),
  ];
}

/** True where an index serves a query meant for another: it begins with the same fields. */
export const serves = (used: Readonly<Record<string, unknown>>, meant: Index): boolean =>
  Object.keys(meant.key).every((field, i) => Object.keys(used)[i] === field);

export async function judgeStorage(source: Source): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const name of COLLECTION_NAMES) {
    results.push(...judgeOne(name, await source.storage(name)));
    const unused = await source.unusedIndexes?.(name);
    if (unused === undefined) continue;
    results.push(
      result(
        `${name}.plans`,
        `Each index of ${name} is in a plan of the query that is meant for it.`,
        unused,
        'explain shows no plan with these indexes for a query by their fields.',
      ),
    );
  }
  return results;
}
