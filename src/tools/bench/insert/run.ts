/** `zava bench insert` as a function: a sweep over cells, in a scratch database that is gone afterwards. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { MongoClient } from 'mongodb';
import { FORMAT_VERSION } from '../../../core/model/index.js';
import { option } from '../../../core/options/table.js';
import type { OnProgress } from '../../../core/progress.js';
import { messageIn, SettingsError, ZavaError } from '../../../errors.js';
import { say } from '../../../message.js';
import { toUserError } from '../../../mongodb/connect.js';
import { hostsOf } from '../../../mongodb/connection-string.js';
import { unlessRefused } from '../../../mongodb/first-contact.js';
import { unlessAborted } from '../../../mongodb/presence.js';
import { readEnvironment } from '../environment.js';
import type { Cell, InsertEnvironment, InsertResult } from '../result.js';
import { inRandomOrder } from './cells.js';
import { connectTo, openAll } from './connection.js';
import { measureRepeat } from './repeat.js';
import { Scratch } from './scratch.js';
import { CellRecord } from './statistics.js';
import { COLLECTIONS, Workload } from './workload.js';

export interface InsertOptions {
  readonly cells: readonly Cell[];
  /** Documents of one repeat. */
  readonly documents: number;
  /** Repeats of each cell that count, and runs before them that do not. */
  readonly repeats: number;
  readonly warmUp: number;
  /** Without it the seed of the configuration. */
  readonly seed: number | undefined;
  /** The scratch database. */
  readonly database: string;
}

export interface InsertWatch {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** What a run came to. */
export interface InsertOutcome {
  /** What was measured, also where the run ended early; undefined where no repeat was finished. */
  readonly result?: InsertResult;
  /** Why the run ended early, or why the scratch database is still there. An interruption is no failure. */
  readonly failure?: unknown;
}

/** How long an interruption waits for what is under way, so that nothing is inserted after the drop. */
const GRACE_MS = 2000;

/** Milliseconds between two reports of progress. */
const REPORT_EVERY_MS = 250;

/**
 * Measures every cell and drops the scratch database, whatever happens. Ends early by the signal or by a failure, and
 * returns what it has by then.
 */
export async function benchInsert(
  uri: string,
  options: InsertOptions,
  watch: InsertWatch = {},
): Promise<InsertOutcome> {
  const { signal } = watch;
  const scratch = new Scratch(uri, options.database);
  const bench = new InsertBench(uri, options, scratch, watch);
  const failures: unknown[] = [];
  const work = bench.run();
  try {
    await unlessAborted(signal, work);
  } catch (error) {
    if (!signal?.aborted) failures.push(toUserError(error, uri));
    else if (scratch.used) await Promise.race([work.catch(() => {}), sleep(GRACE_MS)]);
  }
  await scratch.drop().catch((error) => failures.push(error));
  const result = bench.result();
  return {
    ...(result === undefined ? {} : { result }),
    ...(failures.length > 0 ? { failure: joined(failures) } : {}),
  };
}

class InsertBench {
  private readonly startedAt = new Date();
  private readonly workload: Workload;
  private readonly records: ReadonlyMap<Cell, CellRecord>;
  private readonly progress: (documents: number, bytes: number) => void;
  private environment: InsertEnvironment | undefined;
  private complete = false;

  constructor(
    private readonly uri: string,
    private readonly options: InsertOptions,
    private readonly scratch: Scratch,
    private readonly watch: InsertWatch,
  ) {
    const { cells, documents, seed, repeats, warmUp } = options;
    const ids = [...new Set(cells.map((cell) => cell.ids))];
    const paths = [...new Set(cells.map((cell) => cell.path))];
    this.workload = new Workload({ documents, seed, ids, paths });
    this.records = new Map(cells.map((cell) => [cell, new CellRecord(cell)]));
    this.progress = reporter(cells.length * (repeats + warmUp) * documents, watch.onProgress);
  }

  async run(): Promise<void> {
    const { cells, repeats, warmUp } = this.options;
    const control = connectTo(this.uri, { connections: 1 });
    try {
      const environment = readEnvironment(control, this.uri);
      this.environment = await unlessRefused(control, this.uri, environment);
      await this.checkCompression(control);
      await this.scratch.claim(control);
      // All of them before the first repeat, not each cell's before its own: code is compiled and the server's caches
      // are filled by then, whichever cell a repeat is of.
      for (const cell of inRandomOrder(cells, warmUp)) {
        this.records.get(cell)?.addWarmUp(await this.measure(cell, control));
      }
      for (const cell of inRandomOrder(cells, repeats)) {
        this.records.get(cell)?.add(await this.measure(cell, control));
      }
      this.complete = true;
    } finally {
      await control.close();
    }
  }

  /** One run of a cell over connections of its own, which are open before the clock starts. */
  private async measure(cell: Cell, control: MongoClient) {
    const { signal } = this.watch;
    signal?.throwIfAborted();
    await this.scratch.recreate(control, cell.indexes);
    const batches = this.workload.batches(cell);
    const client = connectTo(this.uri, cell);
    try {
      await openAll(client, cell.connections);
      signal?.throwIfAborted();
      const db = client.db(this.scratch.name);
      return await measureRepeat(db, cell, batches, { signal, onAcknowledged: this.progress });
    } finally {
      await client.close();
    }
  }

  /** A server that does not know a compression would silently get everything uncompressed. */
  private async checkCompression(control: MongoClient): Promise<void> {
    const wanted = [...new Set(this.options.cells.map(({ compression }) => compression))];
    const compression = wanted.filter((name) => name !== 'none');
    if (compression.length === 0) return;
    const { compression: known = [] } = await control.db('admin').command({ hello: 1, compression });
    const unknown = compression.find((name) => !known.includes(name));
    if (unknown === undefined) return;
    throw new SettingsError(
      say`${option('compression')} is '${unknown}', which ${hostsOf(this.uri)} does not take; allowed there is one of ${['none', ...known].join(', ')}.`,
    );
  }

  /** What is measured by now. */
  result(): InsertResult | undefined {
    const { environment, workload, complete } = this;
    const cells = [...this.records.values()].flatMap((record) => record.result() ?? []);
    if (environment === undefined || cells.length === 0) return undefined;
    const { seed, documents, bytes } = workload;
    return {
      kind: 'zava bench insert',
      resultVersion: 1,
      formatVersion: FORMAT_VERSION,
      startedAt: this.startedAt.toISOString(),
      seed,
      workload: { collections: [...COLLECTIONS], documents, bytes },
      complete,
      environment,
      cells,
    };
  }
}

/** Adds up what was acknowledged, and tells it now and then. */
function reporter(total: number, onProgress: OnProgress | undefined) {
  const sum = { done: 0, bytes: 0 };
  let told = 0;
  return (documents: number, bytes: number) => {
    sum.done += documents;
    sum.bytes += bytes;
    const now = performance.now();
    if (now - told < REPORT_EVERY_MS && sum.done < total) return;
    told = now;
    onProgress?.({ phase: 'documents', total, ...sum });
  };
}

/** Two failures as one sentence after the other. */
function joined([first, second]: readonly unknown[]): unknown {
  if (second === undefined) return first;
  return new ZavaError(say`${messageIn(first as Error)} ${messageIn(second as Error)}`);
}
