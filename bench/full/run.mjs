#!/usr/bin/env node
/**
 * Measures what people have: whole processes on an ordinary server that was used before, on one with a core of its own,
 * and on the embedded one, beside the processor time that server and client take for it; and what else is promised.
 *
 *   node bench/full/run.mjs --write-docs             what `make bench-full` runs: some twenty minutes
 *   node bench/full/run.mjs --rows reset --rounds 1  one row, as often as wanted
 *   node bench/full/run.mjs --smoke                  tiny sizes, one round, no judgement
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { SettingsError } from '../../dist/src/errors.js';
import { BENCH_FOLDER, openBench } from '../compare/harness.mjs';
import { machine, versions } from '../compare/machine.mjs';
import { terminalTable } from '../compare/table.mjs';
import { findTools } from '../compare/tools.mjs';
import { writeDocs } from '../compare/write-docs.mjs';
import { latencies } from './rows/latencies.mjs';
import { apart, embedded, ordinary } from './rows/loads.mjs';
import { reset } from './rows/reset.mjs';
import { dump, growth, workers } from './rows/scaling.mjs';
import { up } from './rows/up.mjs';
import { verify } from './rows/verify.mjs';

const ROWS = { ordinary, apart, embedded, reset, verify, latencies, up, workers, dump, growth };
const ALL = Object.keys(ROWS);

const FORMS = {
  full: { rounds: 5, sizes: { world: { preset: 'full' }, tenfold: { preset: 'full', scale: 10 } } },
  smoke: { rounds: 1, sizes: { world: { preset: 'tiny' }, tenfold: { preset: 'tiny', scale: 10 } } },
};

const METHOD = [
  'Contestants in turn within each round, each round beginning with the next one; ratios are formed round by round; judged by medians',
  'Ratios say how many times as long the other one takes, unless a percentage is said',
  'Processor time is read from /proc, so this runs on Linux only',
];

/** What was asked for, checked. @throws SettingsError */
function choose(argv) {
  const options = new Command('run.mjs')
    .description('Measures the table of whole processes in docs/BENCHMARKS.md.')
    .option('--rows <list>', `rows to measure, such as reset,verify (default: ${ALL.join(',')})`)
    .option('--rounds <count>', 'rounds of each row (default: 5, smoke 1)')
    .option('--smoke', 'tiny sizes, one round, no judgement')
    .option('--json <file>', 'the result file', join(BENCH_FOLDER, 'full.json'))
    .option('--write-docs', 'rewrite the second table of docs/BENCHMARKS.md from the result')
    .configureOutput({ writeErr: () => {} })
    .exitOverride()
    .parse(argv, { from: 'user' })
    .opts();
  const form = options.smoke ? 'smoke' : 'full';
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
    throw new SettingsError('--write-docs is given with --smoke or --rows; allowed is a run of all rows.');
  }
  return { form, rows, rounds, json: resolve(options.json), writeDocs: options.writeDocs === true };
}

const say = (line) => process.stderr.write(`${line}\n`);

/** Measures the rows, and writes the result after each, so that what was measured is kept whatever comes. */
async function measureAll({ form, rows, rounds, json, writeDocs: docs }, signal) {
  const start = performance.now();
  const startedAt = new Date().toISOString();
  const tools = await findTools(process.env);
  const about = { startedAt, machine: machine(), versions: await versions(tools, signal) };
  const result = { kind: 'zava full', resultVersion: 1, form, ...about, method: METHOD };
  Object.assign(result, { roundsEach: rounds, complete: false, seconds: 0, rows: [] });
  mkdirSync(dirname(json), { recursive: true });
  const write = () => writeFileSync(json, `${JSON.stringify(result, undefined, 2)}\n`);
  const bench = await openBench({ sizes: FORMS[form].sizes, rounds, tools, signal, say });
  try {
    for (const row of rows) {
      signal.throwIfAborted();
      say(`Row ${row}`);
      result.rows.push({ row, ...(await ROWS[row](bench)) });
      result.complete = result.rows.length === ALL.length;
      result.seconds = Math.round((performance.now() - start) / 1000);
      write();
    }
  } finally {
    await bench.close();
  }
  process.stdout.write(`${terminalTable(result)}\n`);
  say(`${result.seconds} s in all; the result is in ${json}.`);
  if (docs) writeDocs(json);
}

const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => abort.abort(new Error('interrupted')));
try {
  await measureAll(choose(process.argv.slice(2)), abort.signal);
} catch (error) {
  if (error.code !== 'commander.helpDisplayed') {
    const usage = error.name === 'SettingsError' || error.name === 'CommanderError';
    console.error(abort.signal.aborted ? 'Interrupted.' : usage || error.plain ? error.message : error.stack);
    process.exitCode = abort.signal.aborted ? 130 : usage ? 2 : 1;
  }
}
