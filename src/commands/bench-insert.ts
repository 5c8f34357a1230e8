/** zava bench insert: how fast a server takes documents, over a sweep of settings. */
import { writeFile } from 'node:fs/promises';
import { cellKey } from '../bench/cell-names.js';
import { type Comparison, compareResults, comparisonTable, readBaseline } from '../bench/compare.js';
import { type Destination, destinationOf, type InsertFlags, insertOptions } from '../bench/insert/flags.js';
import { benchInsert, type InsertOptions } from '../bench/insert/run.js';
import type { InsertResult } from '../bench/result.js';
import { resultTable } from '../bench/table.js';
import { SettingsError, ZavaError } from '../errors.js';
import { hostsOf } from '../mongodb/connect.js';
import { displayPath } from '../settings/files.js';
import { grouped } from '../ui/numbers.js';
import { Screen } from '../ui/screen.js';
import type { Define } from './command.js';
import { addTargetFlags, chooseTarget, type TargetFlags, withServer } from './target.js';

interface Flags extends InsertFlags, Omit<TargetFlags, 'database'> {
  quiet?: boolean;
}

export const defineInsert: Define = (command, context) => {
  addTargetFlags(command)
    .option('--batch-size <list>', 'documents in a batch, 1 to 100,000', '1000,2500,5000')
    .option('--connections <list>', 'connections, each with a batch in flight, 1 to 256', '1,2,4')
    .option('--write-concern <list>', '1, majority or j (1, journalled)', '1')
    .option('--ordered <list>', 'ordered or unordered', 'unordered')
    .option('--indexes <list>', 'with or without the secondary indexes', 'without')
    .option('--compression <list>', 'none, zlib, zstd or snappy, on the wire', 'none')
    .option('--path <list>', 'bson (finished, as zava load sends it), insertMany or bulkWrite', 'bson')
    .option(
      '--ids <list>',
      'documents in the order of their _id as zava makes them (sorted), or random',
      'sorted',
    )
    .option('--documents <count>', 'documents of a repeat: orders and their lines, from 1,000', '100000')
    .option('--repeats <count>', 'repeats of each cell, in random order over all cells', '5')
    .option('--warm-up <count>', 'runs of each cell before them that do not count', '1')
    .option('--seed <number>', 'the same seed and number make the same documents')
    .option('--database <name>', 'scratch database; must not exist, and is dropped afterwards', 'zava_bench')
    .option('--json <file>', 'write the result there, for scripts and for --baseline')
    .option('--html <file>', 'write a page with charts there')
    .option('--baseline <file>', 'compare with the --json file of an earlier run')
    .option(
      '--fail-below <ratio>',
      'exit with 1 where a cell is slower than so much of the baseline, beyond noise',
    )
    .option('--quiet', 'nothing but errors; files are written all the same')
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
      const target = chooseTarget(flags, context);
      const options = insertOptions(flags);
      const destination = destinationOf(flags, context.cwd);
      const baseline = destination.baseline === undefined ? undefined : readBaseline(destination.baseline);
      if (baseline !== undefined) refuseUnlessComparable(baseline, options, flags.baseline);
      const screen = new Screen({ json: false, quiet: flags.quiet === true });
      await withServer(target, context, screen, async (uri) => {
        announce(screen, options, hostsOf(uri));
        const { onProgress, stop } = screen.progress();
        context.signal.addEventListener('abort', stop);
        const { result, failure } = await benchInsert(uri, options, {
          signal: context.signal,
          onProgress,
        }).finally(stop);
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
          if (context.signal.aborted) process.stderr.write(`zava: ${(error as Error).message}\n`);
          throw error;
        }
      });
    });
};

/** @throws SettingsError where the two would have no cell in common. */
function refuseUnlessComparable(
  baseline: InsertResult,
  { cells }: InsertOptions,
  name: string | undefined,
): void {
  const known = new Set(baseline.cells.map(({ cell }) => cellKey(cell)));
  if (cells.some((cell) => known.has(cellKey(cell)))) return;
  throw new SettingsError(
    `--baseline is '${name}', which has none of the cells of this run; allowed is a run that has at least one of them.`,
  );
}

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

const counted = (count: number, noun: string): string => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;

/** The table, the comparison and the files; the exit code where a cell fell too far. */
async function finish(
  screen: Screen,
  result: InsertResult,
  baseline: InsertResult | undefined,
  { json, html, failBelow }: Destination,
): Promise<void> {
  const comparison = baseline === undefined ? undefined : compareResults(baseline, result);
  screen.say(resultTable(result));
  if (comparison !== undefined) screen.say(comparisonTable(comparison));
  if (json !== undefined) await write(screen, json, `${JSON.stringify(result, undefined, 2)}\n`, 'result');
  if (html !== undefined) {
    // The charting library is large, and most runs want no page.
    const { renderPage } = await import('../bench/page.js');
    await write(screen, html, await renderPage(result, comparison), 'page');
  }
  if (comparison !== undefined && failBelow !== undefined) judge(comparison, failBelow);
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

/** Sets the exit code where a cell is slower, beyond the noise, than so much of the baseline, and says so. */
function judge({ cells }: Comparison, failBelow: number): void {
  const fallen = cells.filter(({ ratio, verdict }) => verdict === 'slower' && ratio < failBelow);
  if (fallen.length === 0) return;
  process.stderr.write(
    `zava: ${counted(fallen.length, 'cell')} of ${grouped(cells.length)} fell below ${failBelow} of the baseline.\n`,
  );
  process.exitCode = 1;
}
