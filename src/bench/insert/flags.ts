/** The flags of `zava bench insert`, checked: each list, the cells they make, and where the result goes. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { SettingsError } from '../../errors.js';
import { missingFor } from '../../mongodb/compression.js';
import { configSchema } from '../../settings/config-schema.js';
import { displayPath } from '../../settings/files.js';
import { count, positiveCount } from '../../settings/leaves.js';
import { parse } from '../../settings/parse.js';
import { resultFile } from '../generate/options.js';
import type { Cell } from '../result.js';
import { cellsOf, countOf, type Sweep } from './cells.js';
import type { InsertOptions } from './run.js';
import { maxDocuments } from './workload.js';

/** As written on the command line; those with a default are always there. */
export interface InsertFlags {
  readonly batchSize: string;
  readonly connections: string;
  readonly writeConcern: string;
  readonly ordered: string;
  readonly indexes: string;
  readonly compression: string;
  readonly path: string;
  readonly ids: string;
  readonly documents: string;
  readonly repeats: string;
  readonly warmUp: string;
  readonly database: string;
  readonly seed?: string;
  readonly json?: string;
  readonly html?: string;
  readonly baseline?: string;
  readonly failBelow?: string;
}

/** What becomes of a result; paths are absolute. */
export interface Destination {
  readonly json?: string;
  readonly html?: string;
  readonly baseline?: string;
  /** The ratio to the baseline below which a slower cell is a failure. */
  readonly failBelow?: number;
}

const MOST_CELLS = 1000;
const LEAST_DOCUMENTS = 1000;

/** From fewer repeats no interval follows that a change could lie outside of. */
const REPEATS_TO_JUDGE = 3;

const oneOf = <const T extends readonly string[]>(names: T) =>
  z.enum(names, { error: `one of ${names.join(', ')}` });

const atLeastDocuments = z
  .number({ error: `a whole number from ${LEAST_DOCUMENTS}` })
  .refine((n) => Number.isSafeInteger(n) && n >= LEAST_DOCUMENTS, {
    error: `a whole number from ${LEAST_DOCUMENTS}`,
  });

const RATIO = 'a number above 0 and at most 1';
const ratio = z.number({ error: RATIO }).refine((n) => n > 0 && n <= 1, { error: RATIO });

/**
 * The cells and how they are measured.
 * @throws SettingsError with one sentence: the flag, its value and what is allowed.
 */
export function insertOptions(flags: InsertFlags): InsertOptions {
  const sweep = sweepOf(flags);
  const cells = countOf(sweep);
  if (cells > MOST_CELLS) {
    throw new SettingsError(`The lists make ${cells} cells; allowed is up to ${MOST_CELLS}.`);
  }
  const documents = parse(atLeastDocuments, numberIn(flags.documents), '--documents');
  const fitting = maxDocuments({ ids: sweep.ids, paths: sweep.path });
  if (documents > fitting) {
    throw new SettingsError(
      `--documents is ${documents}, which does not fit into a gigabyte of memory with these --path and --ids; allowed is up to ${fitting}.`,
    );
  }
  return {
    cells: cellsOf(sweep),
    documents,
    repeats: parse(positiveCount(1000), numberIn(flags.repeats), '--repeats'),
    warmUp: parse(count(1000), numberIn(flags.warmUp), '--warm-up'),
    seed:
      flags.seed === undefined ? undefined : parse(configSchema.shape.seed, numberIn(flags.seed), '--seed'),
    database: parse(configSchema.shape.database, flags.database, '--database'),
  };
}

function sweepOf(flags: InsertFlags): Sweep {
  const numbers = (flag: string, text: string, schema: z.ZodType<number>) =>
    listOf(text, (item) => parse(schema, numberIn(item), flag));
  const names = <T extends string>(flag: string, text: string, schema: z.ZodType<T>) =>
    listOf(text, (item) => parse(schema, item, flag));
  return {
    batchSize: numbers('--batch-size', flags.batchSize, positiveCount(100_000)),
    connections: numbers('--connections', flags.connections, positiveCount(256)),
    writeConcern: names('--write-concern', flags.writeConcern, oneOf(['1', 'majority', 'j'])),
    ordered: names('--ordered', flags.ordered, oneOf(['ordered', 'unordered'])).map(
      (name) => name === 'ordered',
    ),
    indexes: names('--indexes', flags.indexes, oneOf(['with', 'without'])).map((name) => name === 'with'),
    compression: names('--compression', flags.compression, oneOf(['none', 'zlib', 'zstd', 'snappy'])).map(
      loadable,
    ),
    path: names('--path', flags.path, oneOf(['bson', 'insertMany', 'bulkWrite'])),
    ids: names('--ids', flags.ids, oneOf(['sorted', 'random'])),
  };
}

/** The different values of a list, in the order in which they are given. */
function listOf<T>(text: string, check: (item: string) => T): T[] {
  return [...new Set(text.split(',').map((item) => check(item.trim())))];
}

/** Text to number where it is one; anything else is left for the schema to refuse. */
function numberIn(text: string): number | string {
  return /^[+-]?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
}

/** @throws SettingsError where the driver lacks what it needs for a compression. */
function loadable(name: Cell['compression']): Cell['compression'] {
  const missing = missingFor(name);
  if (missing === undefined) return name;
  throw new SettingsError(
    `--compression is '${name}', which needs ${missing}; without it allowed is none or zlib.`,
  );
}

/**
 * Where the result goes and what it is compared with. Whether the baseline can be read is for its reader to say.
 * @throws SettingsError
 */
export function destinationOf(flags: InsertFlags, cwd: string): Destination {
  const json = flags.json === undefined ? undefined : resultFile('--json', flags.json, cwd);
  const html = flags.html === undefined ? undefined : resultFile('--html', flags.html, cwd);
  if (json !== undefined && json === html) {
    throw new SettingsError(`--json and --html both name ${displayPath(json)}; allowed are two files.`);
  }
  if (flags.failBelow !== undefined && flags.baseline === undefined) {
    throw new SettingsError(
      `--fail-below is ${flags.failBelow} without --baseline; allowed is it beside a --baseline to compare with.`,
    );
  }
  if (flags.failBelow !== undefined && Number(flags.repeats) < REPEATS_TO_JUDGE) {
    throw new SettingsError(
      `--repeats is ${flags.repeats} with --fail-below; allowed is at least ${REPEATS_TO_JUDGE}, as fewer do not tell a slower cell from noise.`,
    );
  }
  return {
    ...(json === undefined ? {} : { json }),
    ...(html === undefined ? {} : { html }),
    ...(flags.baseline === undefined ? {} : { baseline: resolve(cwd, flags.baseline) }),
    ...(flags.failBelow === undefined
      ? {}
      : { failBelow: parse(ratio, numberIn(flags.failBelow), '--fail-below') }),
  };
}
