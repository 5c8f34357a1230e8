/** The options of `zava bench`, which has its own of some names that mean something else elsewhere. */
import { databaseName, oneOf, ratio, whole, wholeFrom } from './kinds.js';
import { MAX_BATCH_DOCUMENTS } from './limits.js';
import type { Option } from './option.js';

/** What a cell of a sweep may have; the file of a result holds the same words. */
export const WRITE_CONCERNS = ['1', 'majority', 'j'] as const;
export const COMPRESSIONS = ['none', 'zlib', 'zstd', 'snappy'] as const;
export const INSERT_PATHS = ['bson', 'insertMany', 'bulkWrite'] as const;
export const ID_ORDERS = ['sorted', 'random'] as const;

export const BENCH_OPTIONS = {
  workerCounts: {
    flag: '--workers <list>',
    help: 'numbers of worker threads to compare (default: 1 and the number of cores)',
  },
  generateRepeats: {
    flag: '--repeats <count>',
    help: 'how often each figure is measured (default: 5)',
    kind: whole(1, 1000),
  },
  resultFile: { flag: '--json <file>', help: 'write the result to a file' },
  batchSize: {
    flag: '--batch-size <list>',
    help: 'documents in a batch, 1 to 100,000',
    kind: whole(1, MAX_BATCH_DOCUMENTS),
    default: '1000,2500,5000',
  },
  connections: {
    flag: '--connections <list>',
    help: 'connections, each with a batch in flight, 1 to 256',
    kind: whole(1, 256),
    default: '1,2,4',
  },
  writeConcern: {
    flag: '--write-concern <list>',
    help: '1, majority or j (1, journalled)',
    kind: oneOf(WRITE_CONCERNS),
    default: '1',
  },
  ordered: {
    flag: '--ordered <list>',
    help: 'ordered or unordered',
    kind: oneOf(['ordered', 'unordered']),
    default: 'unordered',
  },
  withIndexes: {
    flag: '--indexes <list>',
    help: 'with or without the secondary indexes',
    kind: oneOf(['with', 'without']),
    default: 'without',
  },
  compression: {
    flag: '--compression <list>',
    help: 'none, zlib, zstd or snappy, on the wire',
    kind: oneOf(COMPRESSIONS),
    default: 'none',
  },
  path: {
    flag: '--path <list>',
    help: 'bson (finished, as zava load sends it), insertMany or bulkWrite',
    kind: oneOf(INSERT_PATHS),
    default: 'bson',
  },
  ids: {
    flag: '--ids <list>',
    help: 'documents in the order of their _id as zava makes them (sorted), or random',
    kind: oneOf(ID_ORDERS),
    default: 'sorted',
  },
  documents: {
    flag: '--documents <count>',
    help: 'documents of a repeat: orders and their lines, from 1,000',
    kind: wholeFrom(1000),
    default: '100000',
  },
  repeats: {
    flag: '--repeats <count>',
    help: 'repeats of each cell, in random order over all cells',
    kind: whole(1, 1000),
    default: '5',
  },
  warmUp: {
    flag: '--warm-up <count>',
    help: 'runs of each cell before them that do not count',
    kind: whole(0, 1000),
    default: '1',
  },
  scratchDatabase: {
    flag: '--database <name>',
    help: 'scratch database; must not exist, and is dropped afterwards',
    kind: databaseName,
    default: 'zava_bench',
  },
  baseline: { flag: '--baseline <file>', help: 'compare with the --json file of an earlier run' },
  failBelow: {
    flag: '--fail-below <ratio>',
    help: 'exit with 1 where a cell is slower than so much of the baseline, or noise leaves that open',
    kind: ratio,
  },
} as const satisfies Record<string, Option>;
