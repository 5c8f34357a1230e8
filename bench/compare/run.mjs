#!/usr/bin/env node
/**
 * Measures the rows of docs/BENCHMARKS.md one after the other, from end to end, and writes what was measured as JSON.
 *
 *   node bench/compare/run.mjs                        the full form: the sizes of the targets; half an hour and more
 *   node bench/compare/run.mjs --short --write-docs   what `make bench` runs: under five minutes
 *   node bench/compare/run.mjs --smoke                proves that every row runs, and judges nothing
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { SettingsError } from '../../dist/src/errors.js';
import { FORMS } from './forms.mjs';
import { BENCH_FOLDER, openBench } from './harness.mjs';
import { machine, versions } from './machine.mjs';
import { measure as dump } from './rows/dump.mjs';
import { measure as firstBatch } from './rows/first-batch.mjs';
import { measure as generation } from './rows/generation.mjs';
import { measure as growth } from './rows/growth.mjs';
import { measureDocuments, measureIndexed } from './rows/load.mjs';
import { measure as memory } from './rows/memory.mjs';
import { measure as thinLink } from './rows/thin-link.mjs';
import { measure as workers } from './rows/workers.mjs';
import { terminalTable } from './table.mjs';
import { findTools } from './tools.mjs';
import { writeDocs } from './write-docs.mjs';

/** By the numbers that they have in the table. */
const ROWS = {
  1: generation,
  2: workers,
  3: dump,
  4: measureDocuments,
  5: measureIndexed,
  6: thinLink,
  7: firstBatch,
  8: memory,
  9: growth,
};
const ALL = Object.keys(ROWS);

const METHOD = [
  'A mongod of its own for each measurement, with an empty data folder on the same machine',
  'Contestants in turn within each round, each round beginning with the next one; ratios are formed round by round',
  'Judged by medians',
];

const EXIT = { failed: 1, usage: 2, interrupted: 130 };

/** What was asked for, checked. @throws SettingsError */
function choose(argv) {
  const options = new Command('run.mjs')
    .description('Measures the comparison table of docs/BENCHMARKS.md.')
    .option('--rows <list>', `rows to measure, such as 1,4 (default: all of ${ALL.join(',')})`)
    .option('--rounds <count>', 'rounds of each row (default: 5, short 3, smoke 1)')
    .option('--short', 'fewer rounds and smaller sizes where a row takes long: under five minutes')
    .addOption(new Option('--smoke', 'tiny sizes, one round, no judgement').conflicts('short'))
    .option('--json <file>', 'the result file', join(BENCH_FOLDER, 'compare.json'))
    .option('--write-docs', 'rewrite the table of docs/BENCHMARKS.md from the result')
    .configureOutput({ writeErr: () => {} })
    .exitOverride()
    .parse(argv, { from: 'user' })
    .opts();
  const form = options.smoke ? 'smoke' : options.short ? 'short' : 'full';
  const rows = options.rows === undefined ? ALL : [...new Set(options.rows.split(','))];
  const unknown = rows.find((row) => !ALL.includes(row));
  if (unknown !== undefined) {
    throw new SettingsError(`--rows is '${options.rows}'; allowed is a list of ${ALL.join(',')}.`);
  }
  const rounds = options.rounds === undefined ? FORMS[form].rounds : Number(options.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new SettingsError(`--rounds is '${options.rounds}'; allowed is a whole number from 1.`);
  }
  if (options.writeDocs && (form === 'smoke' || rows.length < ALL.length)) {
    throw new SettingsError(
      '--write-docs is given with --smoke or --rows; allowed is a run of all rows in the full or the short form.',
    );
  }
  return { form, rows, rounds, json: resolve(options.json), writeDocs: options.writeDocs === true };
}

/** @throws SettingsError where the file cannot be written. */
function writeResult(file, result) {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`);
  } catch (error) {
    throw new SettingsError(
      `--json is '${file}', which cannot be written (${error.code}); allowed is a file in a folder that can be written.`,
    );
  }
}

const say = (line) => process.stderr.write(`${line}\n`);

/** Measures the rows, and writes the result after each, so that what was measured is kept whatever comes. */
async function compare({ form, rows, rounds, json, writeDocs: docs }, signal) {
  const start = performance.now();
  const about = { startedAt: new Date().toISOString(), machine: machine() };
  const tools = await findTools(process.env);
  const found = await versions(tools, signal);
  const words = Object.entries(found).map(([name, version]) => `${name} ${version ?? 'missing'}`);
  say(words.join(', '));
  const result = { kind: 'zava compare', resultVersion: 1, form, ...about, versions: found, method: METHOD };
  Object.assign(result, { roundsEach: rounds, complete: false, seconds: 0, rows: [] });
  writeResult(json, result);
  const bench = await openBench({ sizes: FORMS[form], rounds, tools, signal, say });
  try {
    for (const row of rows) {
      signal.throwIfAborted();
      say(`Row ${row}`);
      result.rows.push({ row: Number(row), ...(await ROWS[row](bench)) });
      result.complete = result.rows.length === ALL.length;
      result.seconds = Math.round((performance.now() - start) / 1000);
      writeResult(json, result);
    }
  } finally {
    await bench.close();
  }
  process.stdout.write(`${terminalTable(result)}\n`);
  say(`${form} form, ${result.seconds} s in all; the result is in ${json}.`);
  if (docs) writeDocs(json);
}

const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => abort.abort(new Error('interrupted')));
try {
  await compare(choose(process.argv.slice(2)), abort.signal);
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** Says what went wrong. */
function exitCodeOf(error) {
  if (error.code === 'commander.helpDisplayed') return 0;
  if (abort.signal.aborted) {
    console.error('Interrupted; the result file holds the rows that were measured to their end.');
    return EXIT.interrupted;
  }
  const usage = error.name === 'SettingsError' || error.name === 'CommanderError';
  console.error(usage || error.plain ? error.message : error.stack);
  return usage ? EXIT.usage : EXIT.failed;
}
