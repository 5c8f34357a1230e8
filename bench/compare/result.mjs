/** What the comparison measured, as it stands in its JSON file and as the tables are made from it. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parse } from '../../dist/src/core/settings/parse.js';
import { SettingsError } from '../../dist/src/errors.js';

const unit = z.enum(['documents/s', 'GB/s', 's', 'core-s', 'MB', 'x', '%']);
const values = z.array(z.number()).min(1);

/** What a contestant reached, round by round; or why it took no part. */
const measured = z.union([
  z.strictObject({ name: z.string(), unit, values }),
  z.strictObject({ name: z.string(), missing: z.string() }),
]);

/** A limit, and its text where the number alone does not say it. */
const target = z.union([
  z.strictObject({ atLeast: z.number(), words: z.string().optional() }),
  z.strictObject({ atMost: z.number(), words: z.string().optional() }),
]);

/** What counts: a ratio or figure round by round, and what it should be. Judged by its median unless said. */
const finding = z.union([
  z.strictObject({
    name: z.string(),
    unit,
    values,
    target: target.optional(),
    judgedBy: z.enum(['median', 'highest']).optional(),
  }),
  z.strictObject({ name: z.string(), missing: z.string(), target: target.optional() }),
]);

const row = z.strictObject({
  /** Its number, or its name in bench/full. */
  row: z.union([z.number(), z.string()]),
  title: z.string(),
  /** What was measured, as a sentence. */
  size: z.string(),
  /** Everything that each contestant reported, round by round. */
  rounds: z.record(z.string(), z.array(z.record(z.string(), z.number()))),
  measured: z.array(measured),
  findings: z.array(finding),
  remarks: z.array(z.string()),
});

export const resultSchema = z.strictObject({
  kind: z.enum(['zava compare', 'zava full']),
  resultVersion: z.literal(1),
  form: z.enum(['full', 'short', 'smoke']),
  /** When it began, in UTC. */
  startedAt: z.string(),
  /** Seconds that all of it took. */
  seconds: z.number(),
  /** False where it was interrupted or some rows were left out. */
  complete: z.boolean(),
  roundsEach: z.number(),
  machine: z.strictObject({
    cpu: z.string(),
    cores: z.number(),
    memoryBytes: z.number(),
    os: z.string(),
    /** Processes that wanted a core in the minute before it began: 0 on a quiet machine. */
    loadBefore: z.number(),
  }),
  /** By name; null where a tool was not found. */
  versions: z.record(z.string(), z.string().nullable()),
  method: z.array(z.string()),
  rows: z.array(row),
});

/** @throws SettingsError where the file is missing or not a result of the comparison. */
export function readResult(file) {
  let data;
  try {
    data = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new SettingsError(
      `The result file is '${file}', which cannot be read (${error.code ?? error.message}); allowed is a file that bench/compare/run.mjs wrote.`,
    );
  }
  return parse(resultSchema, data, file);
}

/** Why a third-party tool takes no part. */
const NOT_FOUND = 'not found on the PATH';

/**
 * One figure of a contestant for the table: what its rounds call `what`, each value made by `convert`.
 * @param missing why the contestant has no rounds, where it has none.
 */
export function measuredOf(
  rounds,
  contestant,
  { name, what = 'seconds', unit = 's', convert, missing = NOT_FOUND },
) {
  if (rounds[contestant] === undefined) return { name, missing };
  const plain = rounds[contestant].map((figures) => figures[what]);
  return { name, unit, values: convert === undefined ? plain : plain.map(convert) };
}

/** What counts: the one by the other, round by round; missing where one of them is. */
export function ratioOf(above, below, { name, unit = 'x', target }) {
  const missing = above.missing ?? below.missing;
  const limit = target === undefined ? {} : { target };
  if (missing !== undefined) return { name, missing, ...limit };
  const factor = unit === '%' ? 100 : 1;
  return { name, unit, values: above.values.map((value, i) => (factor * value) / below.values[i]), ...limit };
}
