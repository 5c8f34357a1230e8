/** The flags of `zava bench insert`, checked: each list, the cells they make, and where the result goes. */

import { resolve } from 'node:path';
import { checked, type Kind } from '../../../core/options/kinds.js';
import { OPTIONS, type OptionName, option } from '../../../core/options/table.js';
import { displayPath } from '../../../core/settings/display-path.js';
import { SettingsError } from '../../../errors.js';
import { say } from '../../../message.js';
import { missingFor } from '../../../mongodb/wire/compression.js';
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

/** From fewer repeats no interval follows that a change could lie outside of. */
const REPEATS_TO_JUDGE = 3;

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
  const documents = checked(OPTIONS.documents.kind, option('documents'), flags.documents);
  const fitting = maxDocuments({ ids: sweep.ids, paths: sweep.path });
  if (documents > fitting) {
    throw new SettingsError({
      setting: option('documents'),
      value: documents,
      problem: say`which does not fit into a gigabyte of memory with these ${option('path')} and ${option('ids')}`,
      allowed: `up to ${fitting}`,
    });
  }
  return {
    cells: cellsOf(sweep),
    documents,
    repeats: checked(OPTIONS.repeats.kind, option('repeats'), flags.repeats),
    warmUp: checked(OPTIONS.warmUp.kind, option('warmUp'), flags.warmUp),
    seed: flags.seed === undefined ? undefined : checked(OPTIONS.seed.kind, option('seed'), flags.seed),
    database: checked(OPTIONS.scratchDatabase.kind, option('scratchDatabase'), flags.database),
  };
}

function sweepOf(flags: InsertFlags): Sweep {
  const { batchSize, connections, writeConcern, ordered, withIndexes, compression, path, ids } = OPTIONS;
  return {
    batchSize: listOf('batchSize', batchSize.kind, flags.batchSize),
    connections: listOf('connections', connections.kind, flags.connections),
    writeConcern: listOf('writeConcern', writeConcern.kind, flags.writeConcern),
    ordered: listOf('ordered', ordered.kind, flags.ordered).map((name) => name === 'ordered'),
    indexes: listOf('withIndexes', withIndexes.kind, flags.indexes).map((name) => name === 'with'),
    compression: listOf('compression', compression.kind, flags.compression).map(loadable),
    path: listOf('path', path.kind, flags.path),
    ids: listOf('ids', ids.kind, flags.ids),
  };
}

/** The different values of a list, in the order in which they are given. */
function listOf<T>(name: OptionName, kind: Kind<T>, text: string): T[] {
  return [...new Set(text.split(',').map((item) => checked(kind, option(name), item.trim())))];
}

/** @throws SettingsError where the driver lacks what it needs for a compression. */
function loadable(name: Cell['compression']): Cell['compression'] {
  const missing = missingFor(name);
  if (missing === undefined) return name;
  throw new SettingsError(
    say`${option('compression')} is '${name}', which needs ${missing}; without it allowed is none or zlib.`,
  );
}

/**
 * Where the result goes and what it is compared with. Whether the baseline can be read is for its reader to say.
 * @throws SettingsError
 */
export function destinationOf(flags: InsertFlags, cwd: string): Destination {
  const json = flags.json === undefined ? undefined : resultFile('resultFile', flags.json, cwd);
  const html = flags.html === undefined ? undefined : resultFile('html', flags.html, cwd);
  if (json !== undefined && json === html) {
    throw new SettingsError(
      say`${option('resultFile')} and ${option('html')} both name ${displayPath(json)}; allowed are two files.`,
    );
  }
  if (flags.failBelow !== undefined && flags.baseline === undefined) {
    throw new SettingsError(
      say`${option('failBelow')} is ${flags.failBelow} without ${option('baseline')}; allowed is it beside a ${option('baseline')} to compare with.`,
    );
  }
  if (flags.failBelow !== undefined && Number(flags.repeats) < REPEATS_TO_JUDGE) {
    throw new SettingsError(
      say`${option('repeats')} is ${flags.repeats} with ${option('failBelow')}; allowed is at least ${REPEATS_TO_JUDGE}, as fewer do not tell a slower cell from noise.`,
    );
  }
  return {
    ...(json === undefined ? {} : { json }),
    ...(html === undefined ? {} : { html }),
    ...(flags.baseline === undefined ? {} : { baseline: resolve(cwd, flags.baseline) }),
    ...(flags.failBelow === undefined
      ? {}
      : { failBelow: checked(OPTIONS.failBelow.kind, option('failBelow'), flags.failBelow) }),
  };
}
