/** zava bench insert: how fast a server takes documents, over a sweep of settings. */

import { writeFile } from 'node:fs/promises';
import { EXIT } from '../core/options/exit-codes.js';
import { option } from '../core/options/table.js';
import { displayPath } from '../core/settings/display-path.js';
import { messageIn, ZavaError } from '../errors.js';
import { hostsOf } from '../mongodb/connection-string.js';
import {
  type Comparison,
  compareResults,
  comparisonTable,
  judgeByLimit,
  readBaseline,
} from '../tools/bench/compare.js';
import { refuseUnlessComparable } from '../tools/bench/insert/baseline.js';
import { type Destination, destinationOf, insertOptions } from '../tools/bench/insert/flags.js';
import { benchInsert, type InsertOptions } from '../tools/bench/insert/run.js';
import type { InsertResult } from '../tools/bench/result.js';
import { resultTable } from '../tools/bench/table.js';
import { grouped } from '../ui/terminal/numbers.js';
import type { Screen } from '../ui/terminal/screen.js';
import { counted } from '../ui/terminal/words.js';
import { type Define, screenOf } from './command.js';
import { underBar } from './interruption.js';
import { addOptions, type FlagsOf, TARGET, type Taken } from './options.js';
import { chooseTarget, withServer } from './target.js';

const FLAGS = [
  ...TARGET,
  'batchSize',
  'connections',
  'writeConcern',
  'ordered',
  'withIndexes',
  'compression',
  'path',
  'ids',
  'documents',
  'repeats',
  'warmUp',
  ['seed', 'the same seed and number make the same documents'],
  'scratchDatabase',
  ['resultFile', 'write the result there, for scripts and for --baseline'],
  ['html', 'write a page with charts there'],
  'baseline',
  'failBelow',
  ['quiet', 'nothing but errors; files are written all the same'],
] as const satisfies readonly Taken[];

type Flags = FlagsOf<(typeof FLAGS)[number]>;

export const defineInsert: Define = (command, context) => {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      `
Lists are separated by commas, and every combination is a cell. The driver's own retries are off: a batch whose
connection is lost is sent once more, and counted. The driver cuts insertMany and bulkWrite at 16 MB a message.

Examples:
  npx zava bench insert --local --html out.html --json out.json
  npx zava bench insert --uri "mongodb+srv://..." --batch-size 1000 --connections 4,8,16 --compression none,zlib
  npx zava bench insert --local --baseline out.json --fail-below 0.9`,
    )
    .action(async (flags: Flags) => {
      const target = await chooseTarget(flags, context);
      const options = insertOptions(flags);
      const destination = destinationOf(flags, context.cwd);
      const baseline = destination.baseline === undefined ? undefined : readBaseline(destination.baseline);
      if (baseline !== undefined) refuseUnlessComparable(baseline, options, flags.baseline ?? '');
      const screen = screenOf({ ...flags, json: false }, context);
      await withServer(target, context, screen, async (uri) => {
        announce(screen, options, hostsOf(uri));
        const { signal } = context;
        const { result, failure } = await underBar(
          { screen, signal },
          () => undefined,
          ({ onProgress }) => benchInsert(uri, options, { signal, onProgress }),
        );
        if (context.signal.aborted) {
          screen.note(
            result === undefined
              ? 'Interrupted before any repeat was finished.'
              : 'Interrupted; what was measured until then follows.',
          );
        }
        try {
          if (result !== undefined) await finish(screen, result, baseline, destination);
          if (failure !== undefined) throw failure;
        } catch (error) {
          // After an interruption cli.ts has no words of its own.
          if (context.signal.aborted) screen.finding(messageIn(error as Error));
          throw error;
        }
      });
    });
};

/** Says what will be done before it is. */
function announce(screen: Screen, options: InsertOptions, host: string): void {
  const { cells, repeats, warmUp, documents, database } = options;
  const runs = cells.length * (repeats + warmUp);
  screen.note(
    `${counted(cells.length, 'cell')} x (${counted(warmUp, 'warm-up')} + ${counted(repeats, 'repeat')}) = ${counted(runs, 'run')} of ${grouped(documents)} documents into the scratch database ${database} at ${host}.`,
  );
  const most = Math.max(...cells.map((cell) => cell.connections * cell.batchSize));
  if (most > documents) {
    screen.note('Note: some cells have more connections than batches, so that some connections stay idle.');
  }
}

/** The table, the comparison and the files; the exit code where a cell fell too far. */
async function finish(
  screen: Screen,
  result: InsertResult,
  baseline: InsertResult | undefined,
  { json, html, failBelow }: Destination,
): Promise<void> {
  const comparison = baseline === undefined ? undefined : compareResults(baseline, result, failBelow);
  screen.say(resultTable(result));
  if (comparison !== undefined) screen.say(comparisonTable(comparison));
  if (json !== undefined) await write(screen, json, `${JSON.stringify(result, undefined, 2)}\n`, 'result');
  if (html !== undefined) {
    // The charting library is large, and most runs want no page.
    const { renderPage } = await import('../tools/bench/page.js');
    await write(screen, html, await renderPage(result, comparison), 'page');
  }
  if (comparison !== undefined && failBelow !== undefined) judge(screen, comparison);
}

async function write(screen: Screen, path: string, text: string, what: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new ZavaError(`The ${what} could not be written to ${displayPath(path)} (${code}).`);
  }
  screen.say(`The ${what} is in ${displayPath(path)}.`);
}

/** Sets the exit code where a cell has fallen below the limit, or may have, and says so. */
function judge(screen: Screen, comparison: Comparison): void {
  const { cells, limit } = comparison;
  const { fallen, unsure } = judgeByLimit(comparison);
  const all = grouped(cells.length);
  if (fallen > 0) screen.finding(`${counted(fallen, 'cell')} of ${all} fell below ${limit} of the baseline.`);
  if (unsure > 0) {
    screen.finding(
      `Of ${counted(unsure, 'cell')} of ${all} it cannot be told whether they fell below ${limit} of the baseline, as the noise of the repeats hides it; more ${option('repeats').typed} show it.`,
    );
  }
  if (fallen + unsure > 0) process.exitCode = EXIT.failed;
}
