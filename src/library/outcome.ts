/** What loadDatabase and generateDump resolve with. */
import { COLLECTION_NAMES, type CollectionName } from '../core/model/index.js';
import type { Outcome as RunOutcome } from '../engine/outcome.js';

type Made = { readonly documents: number; readonly bytes: number };

/** What was made, and how long it took. */
export interface Outcome extends Omit<RunOutcome, 'collections'> {
  /** Of all nine, also of those that are empty. */
  readonly collections: Readonly<Record<CollectionName, Made>>;
}

/** @internal */
export function wholeOutcome(outcome: RunOutcome): Outcome {
  const made = COLLECTION_NAMES.map((name): [CollectionName, Made] => [
    name,
    outcome.collections[name] ?? { documents: 0, bytes: 0 },
  ]);
  return { ...outcome, collections: Object.fromEntries(made) as Outcome['collections'] };
}
