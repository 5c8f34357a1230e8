/** `zava bench generate` as a function: what is measured, in which order, and what becomes of the values. */

import { makeNames } from '../../../core/generate/names.js';
import { FORMAT_VERSION } from '../../../core/model/index.js';
import type { Flags, Surroundings } from '../../../core/settings/resolve.js';
import type { Settings } from '../../../core/settings/settings.js';
import { SettingsError } from '../../../errors.js';
import { median } from '../../statistics/median.js';
import { shuffled } from '../insert/cells.js';
import { machine } from '../machine.js';
import { baselineOf } from './baseline.js';
import { type AloneJob, type AloneResult, type SharedWorld, shareWorld } from './jobs.js';
import { ALONE, type Figure, type GenerateResult, type Rate, type Work } from './result.js';
import { inThread, inThreads, type WholeRun, wholeRun } from './threads.js';
import type { Times } from './timing.js';

/** Long enough that V8 has optimised all of the work; then long enough for some hundred shards or documents. */
const TIMES = {
  steady: { warmUp: 500, measure: 1000 },
  alone: { warmUp: 300, measure: 400 },
  shares: { warmUp: 500, measure: 2000 },
} as const satisfies Record<string, Times>;

/** Copying alone is measured so often, whatever the repeats of the rest. */
const BASELINE_REPEATS = 5;

export interface GenerateBench {
  readonly settings: Settings;
  /** What the settings were made from: whole runs read them again. */
  readonly flags: Flags;
  readonly surroundings: Surroundings;
  /** Ascending numbers of worker threads, the first one 1. */
  readonly workers: readonly number[];
  readonly repeats: number;
  /** Ends the measuring; what was measured until then is the result. */
  readonly signal?: AbortSignal | undefined;
  /** Told what is measured next. */
  readonly onPhase?: ((phase: string) => void) | undefined;
}

/** The values as they come in. */
class Values {
  baseline: GenerateResult['baseline'];
  shares: GenerateResult['shares'];
  readonly wholeRuns = new Map<number, WholeRun[]>();
  readonly steady = new Map<number, Work[]>();
  readonly percentOfCopy: number[] = [];
  readonly alone: AloneResult[] = [];
}

/**
 * Measures generation alone.
 * @throws SettingsError where there are no orders to make; ZavaError where a measured run fails.
 */
export async function measureGeneration(bench: GenerateBench): Promise<GenerateResult> {
  const { signal, onPhase } = bench;
  const { world } = bench.settings;
  if (world.orders === 0) {
    throw new SettingsError('orders is 0; allowed is at least 1 where making orders is measured.');
  }
  const startedAt = new Date().toISOString();
  const values = new Values();
  const shared = shareWorld(world, makeNames(world.seed));
  const phases: readonly [string, () => Promise<void>][] = [
    ['the speed of one core', () => measureBaseline(bench, values)],
    ['whole runs', () => measureWholeRuns(bench, values)],
    ['orders and lines in threads that have warmed up', () => measureSteady(bench, shared, values)],
    ['each collection alone', () => measureAlone(bench, shared, values)],
    ['shares of time', () => measureShares(bench, shared, values)],
  ];
  try {
    for (const [phase, measure] of phases) {
      signal?.throwIfAborted();
      onPhase?.(phase);
      await measure();
    }
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
  return resultOf(bench, startedAt, values);
}

async function measureBaseline({ signal }: GenerateBench, values: Values): Promise<void> {
  values.baseline = baselineOf(
    await inThread<'baseline'>({ kind: 'baseline', repeats: BASELINE_REPEATS }, signal),
  );
}

async function measureWholeRuns(bench: GenerateBench, values: Values): Promise<void> {
  for (const workers of inRandomOrder(bench.workers, bench.repeats)) {
    const run = await wholeRun({ ...bench.flags, workers }, bench.surroundings, bench.signal);
    push(values.wholeRuns, workers, run);
  }
}

async function measureSteady(bench: GenerateBench, world: SharedWorld, values: Values): Promise<void> {
  for (const workers of inRandomOrder(bench.workers, bench.repeats)) {
    const ready = new SharedArrayBuffer(4);
    const jobs = Array.from({ length: workers }, (_, thread) => ({
      kind: 'steady' as const,
      world,
      times: TIMES.steady,
      thread,
      threads: workers,
      ready,
    }));
    const results = await inThreads<'steady'>(jobs, bench.signal);
    push(values.steady, workers, together(results.map(({ work }) => work)));
    for (const { work, copySpeed } of results) {
      if (copySpeed === undefined) continue;
      values.percentOfCopy.push((work.bytes / work.seconds / (copySpeed * 1e9)) * 100);
    }
  }
}

async function measureAlone(bench: GenerateBench, world: SharedWorld, values: Values): Promise<void> {
  const what: readonly AloneJob[] = ['orders and lines', 'customers', 'catalog', 'inventory'];
  for (const one of inRandomOrder(what, bench.repeats)) {
    const job = { kind: 'alone', world, what: one, times: TIMES.alone } as const;
    values.alone.push(await inThread<'alone'>(job, bench.signal));
  }
}

async function measureShares(bench: GenerateBench, world: SharedWorld, values: Values): Promise<void> {
  values.shares = await inThread<'shares'>({ kind: 'shares', world, times: TIMES.shares }, bench.signal);
}

/**
 * Each item `repeats` times, round by round and shuffled within a round: whatever slows the machine for a while meets all
 * items alike, and none always comes first.
 */
const inRandomOrder = <T>(items: readonly T[], repeats: number): T[] =>
  Array.from({ length: repeats }, () => shuffled(items)).flat();

function push<T>(map: Map<number, T[]>, key: number, value: T): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}

/** What threads did that worked at the same time: as much as all of them, in the mean of their seconds. */
function together(works: readonly Work[]): Work {
  const perSecond = (count: 'documents' | 'bytes') =>
    works.reduce((sum, work) => sum + work[count] / work.seconds, 0);
  const seconds = works.reduce((sum, work) => sum + work.seconds, 0) / works.length;
  return { documents: perSecond('documents') * seconds, bytes: perSecond('bytes') * seconds, seconds };
}

function resultOf(bench: GenerateBench, startedAt: string, values: Values): GenerateResult {
  const { world } = bench.settings;
  const { baseline, wholeRuns, steady, percentOfCopy, alone, shares } = values;
  const aloneOf = (name: keyof AloneResult) => alone.flatMap((result) => result[name] ?? []);
  return {
    kind: 'zava bench generate',
    resultVersion: 1,
    formatVersion: FORMAT_VERSION,
    startedAt,
    seed: world.seed,
    customers: world.customers,
    orders: world.orders,
    repeats: bench.repeats,
    // The shares are measured last.
    complete: shares !== undefined,
    machine: machine(),
    ...(baseline === undefined ? {} : { baseline }),
    workers: bench.workers.flatMap((workers) => {
      const runs = wholeRuns.get(workers);
      const works = steady.get(workers);
      if (runs === undefined && works === undefined) return [];
      return {
        workers,
        ...(runs === undefined
          ? {}
          : {
              wholeRun: {
                ...rateOf(runs),
                peakMemoryBytes: figureOf(runs.map(({ peakMemory }) => peakMemory)),
              },
            }),
        ...(works === undefined ? {} : { steady: rateOf(works) }),
      };
    }),
    ...(percentOfCopy.length === 0 ? {} : { percentOfCopy: figureOf(percentOfCopy) }),
    collections: ALONE.flatMap((name) => {
      const works = aloneOf(name);
      return works.length === 0 ? [] : [{ name, rate: rateOf(works) }];
    }),
    ...(aloneOf('drawing').length === 0 ? {} : { drawing: rateOf(aloneOf('drawing')) }),
    ...(shares === undefined ? {} : { shares }),
  };
}

const figureOf = (values: readonly number[]): Figure => ({ median: median(values), values: [...values] });

function rateOf(works: readonly Work[]): Rate {
  const perSecond = (count: 'documents' | 'bytes') => median(works.map((work) => work[count] / work.seconds));
  return {
    documentsPerSecond: perSecond('documents'),
    megabytesPerSecond: perSecond('bytes') / 1e6,
    repeats: works.map(({ documents, bytes, seconds }) => ({ documents, bytes, seconds })),
  };
}
