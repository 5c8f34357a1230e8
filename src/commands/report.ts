/** How a finished run is shown: a small table, the rate, where the data is and what to try next. */

import { COLLECTION_NAMES } from '../core/model/index.js';
import { command } from '../core/options/table.js';
import type { LoadOutcome } from '../engine/load-outcome.js';
import type { Outcome } from '../engine/outcome.js';
import { say, withoutStop, written } from '../message.js';
import { LOAD_RECORD } from '../mongodb/record-name.js';
import { duration, grouped, size } from '../ui/terminal/numbers.js';
import type { Screen } from '../ui/terminal/screen.js';
import { counted } from '../ui/terminal/words.js';

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

/** A load or a restore that had been finished before. @param what words for it, at the start of a sentence. */
export function showFinished(
  screen: Screen,
  { documents, more = {}, missingIndexes = 0 }: LoadOutcome,
  what: string,
): void {
  screen.say(`${what} is finished: ${counted(documents, 'document')}; nothing was done.`);
  const since = Object.entries(more).map(([name, number]) => `${grouped(number)} in ${name}`);
  if (since.length > 0) screen.say(`Documents that came since: ${since.join(', ')}.`);
  if (missingIndexes > 0)
    screen.say(say`Missing indexes: ${missingIndexes}; ${command('indexes create')} builds them.`);
}

/** Says why there is no record, where one was wanted. The documents are there all the same. */
export function noteUnrecorded(screen: Screen, { unrecorded }: LoadOutcome): void {
  if (unrecorded === undefined) return;
  const why = written(withoutStop(unrecorded), 'command line');
  screen.note(
    `Warning: all documents are there, but no record of them could be written to ${LOAD_RECORD}: ${why}. The other commands will have to be told seed and sizes.`,
  );
}

/** The outcome as --json tells it. */
export const forScripts = ({ unrecorded, ...outcome }: LoadOutcome): object =>
  unrecorded === undefined ? outcome : { ...outcome, unrecorded: written(unrecorded, 'command line') };
