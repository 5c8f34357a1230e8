/** How a finished run is shown: a small table, the rate, where the data is and what to try next. */
import type { Outcome } from '../coordinator/outcome.js';
import { COLLECTION_NAMES } from '../model/index.js';
import { duration, grouped, size } from '../ui/numbers.js';
import type { Screen } from '../ui/screen.js';

export function showOutcome(screen: Screen, outcome: Outcome, where: string, next: readonly string[]): void {
  const rows = COLLECTION_NAMES.flatMap((name) => {
    const collection = outcome.collections[name];
    return collection === undefined ? [] : [[name, grouped(collection.documents), size(collection.bytes)]];
  });
  screen.table(
    ['collection', 'documents', 'size'],
    [...rows, ['all', grouped(outcome.documents), size(outcome.bytes)]],
  );
  const indexes = outcome.indexesSeconds >= 0.05 ? `, indexes in ${duration(outcome.indexesSeconds)}` : '';
  screen.say(
    `Documents in ${duration(outcome.documentsSeconds)} (${grouped(outcome.documentsPerSecond)} documents/s, ${size(outcome.bytesPerSecond)}/s)${indexes}.`,
  );
  screen.say(where);
  for (const line of next) screen.say(line);
}
