/** Whether a run can be held against an earlier one: known before anything is done. */
import { FORMAT_VERSION } from '../../../core/model/index.js';
import { option } from '../../../core/options/table.js';
import { SettingsError } from '../../../errors.js';
import { type Message, say } from '../../../message.js';
import { grouped } from '../../../ui/terminal/numbers.js';
import { cellKey } from '../cell-names.js';
import type { InsertResult } from '../result.js';
import type { InsertOptions } from './run.js';
import { COLLECTIONS, seedOf } from './workload.js';

/**
 * @param name the baseline's file, as it is given.
 * @throws SettingsError where it inserted other documents, or the two have no cell in common.
 */
export function refuseUnlessComparable(baseline: InsertResult, options: InsertOptions, name: string): void {
  const unequal = unequalWorkload(baseline, options);
  if (unequal !== undefined) {
    throw new SettingsError({
      setting: option('baseline'),
      value: name,
      problem: unequal,
      allowed: 'a run that inserted the same documents',
    });
  }
  const known = new Set(baseline.cells.map(({ cell }) => cellKey(cell)));
  if (options.cells.some((cell) => known.has(cellKey(cell)))) return;
  throw new SettingsError({
    setting: option('baseline'),
    value: name,
    problem: 'which has none of the cells of this run',
    allowed: 'a run that has at least one of them',
  });
}

/** In which way the documents differ; undefined where they are the same. */
function unequalWorkload(
  { seed, formatVersion, workload }: InsertResult,
  { documents, seed: asked }: InsertOptions,
): Message | undefined {
  if (workload.documents !== documents) {
    return say`whose repeats are of ${grouped(workload.documents)} ${option('documents')} and not of ${grouped(documents)}`;
  }
  const wanted = seedOf(asked);
  if (seed !== wanted) return say`whose ${option('seed')} is ${seed} and not ${wanted}`;
  if (formatVersion !== FORMAT_VERSION) {
    return `whose documents are of format version ${formatVersion} and not ${FORMAT_VERSION}`;
  }
  const [before, now] = [workload.collections, COLLECTIONS].map((names) => names.join(', '));
  return before === now ? undefined : `which inserted ${before} and not ${now}`;
}
