/**
 * Writes what was measured into docs/BENCHMARKS.md, between its markers: a function of the result file alone.
 * Usage: node bench/compare/write-docs.mjs [FILE]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SettingsError } from '../../dist/src/errors.js';
import { grouped } from '../../dist/src/ui/terminal/numbers.js';
import { readResult } from './result.mjs';
import { markdownTable } from './table.mjs';

/** Where the tables stand, by the kinds of results. */
const PLACES = {
  'zava compare': ['<!-- table:begin -->', '<!-- table:end -->'],
  'zava full': ['<!-- full:begin -->', '<!-- full:end -->'],
};

const PAGE = resolve(import.meta.dirname, '../../docs/BENCHMARKS.md');
const DEFAULT_RESULT = resolve(import.meta.dirname, '../../.zava/bench/compare.json');

/**
 * The page with the part between its markers replaced; the rest is left as it is.
 * @throws SettingsError where the result is not fit for the page.
 */
export function withResult(page, result) {
  const [begin, end] = PLACES[result.kind];
  if (result.form === 'smoke') {
    throw new SettingsError(
      "The result's form is 'smoke', whose figures say nothing; allowed is a result of the full or the short form.",
    );
  }
  if (!result.complete) {
    throw new SettingsError(
      'The result is not complete; allowed is one of a run that measured every row to its end.',
    );
  }
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined)
    throw new SettingsError(`The page has lost its markers; allowed is ${begin} and then ${end}.`);
  return `${before}${begin}\n\n${block(result)}\n\n${end}${after}`;
}

function block(result) {
  const remarks = result.rows.flatMap(({ row, remarks }) =>
    remarks.map((remark) => `- Row ${row}: ${remark}`),
  );
  return [environment(result), markdownTable(result), remarks.join('\n')].filter(Boolean).join('\n\n');
}

function environment({ form, startedAt, seconds, roundsEach, machine, versions, method }) {
  const { cpu, cores, memoryBytes, os, loadBefore } = machine;
  const software = Object.entries(versions).map(([name, version]) => `${name} ${version ?? 'not found'}`);
  return [
    `- Measured: ${startedAt.slice(0, 10)}, ${form} form, ${roundsEach} rounds, ${grouped(seconds / 60)} minutes in all`,
    `- Machine: ${cores} cores of ${cpu}, ${grouped(memoryBytes / 1e9)} GB of memory, ${os}; load before it began ${loadBefore.toFixed(2)}`,
    `- Versions: ${software.join(', ')}`,
    ...method.map((line) => `- ${line}`),
  ].join('\n');
}

/** Reads the result and rewrites docs/BENCHMARKS.md. */
export function writeDocs(file) {
  writeFileSync(PAGE, withResult(readFileSync(PAGE, 'utf8'), readResult(file)));
}

if (process.argv[1] === import.meta.filename) {
  try {
    writeDocs(process.argv[2] ?? DEFAULT_RESULT);
  } catch (error) {
    if (error.name !== 'SettingsError') throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
