/** What a thread of `zava bench generate` is asked to measure, and how it does so. */
import { deserialize, serialize } from 'node:v8';
import { Preparation } from '../../coordinator/preparation.js';
import { ShardMaker } from '../../encode/shard-maker.js';
import type { Names } from '../../generate/name-parts.js';
import { customerShardsOf, orderShardsOf } from '../../plan/plan.js';
import type { World } from '../../settings/settings.js';
import { type BaselineValues, copySpeeds, measureBaseline } from './baseline.js';
import { partsOf } from './parts.js';
import type { Alone, Work } from './result.js';
import { type Shares, sampled } from './shares.js';
import { during, lender, type Made, madeOf, Stopwatch, type Times, warmed } from './timing.js';

/** A world in memory that all threads share. */
export type SharedWorld = SharedArrayBuffer;

export type Job =
  | { readonly kind: 'baseline'; readonly repeats: number }
  | ({ readonly kind: 'steady' } & SteadyJob)
  | { readonly kind: 'alone'; readonly world: SharedWorld; readonly what: AloneJob; readonly times: Times }
  | { readonly kind: 'shares'; readonly world: SharedWorld; readonly times: Times };

/** Orders and lines as a worker makes them, in one of several threads that measure at the same time. */
export interface SteadyJob {
  readonly world: SharedWorld;
  readonly times: Times;
  /** Which of the threads this is, from 0, and how many there are. */
  readonly thread: number;
  readonly threads: number;
  /** An Int32 that counts the threads that have warmed up. */
  readonly ready: SharedArrayBuffer;
}

export interface SteadyResult {
  readonly work: Work;
  /** What this thread copied just before, in GB/s; of a single thread only. */
  readonly copySpeed: number | undefined;
}

/** Orders and lines are drawn together, so they are measured together. */
export type AloneJob = 'orders and lines' | Exclude<Alone, 'orders' | 'order_items'>;
export type AloneResult = Partial<Record<Alone | 'drawing', Work>>;

/** What each kind of job answers. */
export interface Answers {
  readonly baseline: BaselineValues;
  readonly steady: SteadyResult;
  readonly alone: AloneResult;
  readonly shares: Shares;
}

export function shareWorld(world: World, names: Names): SharedWorld {
  const bytes = serialize({ world, names });
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  return shared;
}

const readWorld = (shared: SharedWorld): { world: World; names: Names } =>
  deserialize(new Uint8Array(shared));

/** Does a job in this thread; it returns when it is done. */
export function runJob(job: Job): Answers[Job['kind']] {
  switch (job.kind) {
    case 'baseline':
      return measureBaseline(job.repeats);
    case 'steady':
      return steady(job);
    case 'alone':
      return alone(job.world, job.what, job.times);
    case 'shares':
      return shares(job.world, job.times);
  }
}

function steady({ world, times, thread, threads, ready }: SteadyJob): SteadyResult {
  const copySpeed = threads === 1 ? copySpeeds(1)[0] : undefined;
  const once = shardsOverAndOver(world, thread / threads);
  const warm = new Int32Array(ready);
  during(times.warmUp, once);
  Atomics.add(warm, 0, 1);
  // Those that are ready first go on working, so that all measure beside equally busy ones.
  while (Atomics.load(warm, 0) < threads) once();
  return { work: during(times.measure, once), copySpeed };
}

function shares(world: SharedWorld, times: Times): Shares {
  const once = shardsOverAndOver(world, 0);
  return sampled(
    () => during(times.warmUp, once),
    () => during(times.measure, once),
  );
}

/** Makes the next shard of orders with each call, as a worker does. @param from where in the plan to begin, from 0 to 1. */
function shardsOverAndOver(shared: SharedWorld, from: number): () => Made {
  const { world, names } = readWorld(shared);
  const maker = new ShardMaker(world, names);
  const shards = [...orderShardsOf(maker.plan, world.shards.orders)];
  const lend = lender();
  let next = Math.floor(from * shards.length);
  return () =>
    lend((buffers) => {
      const { orders, lines } = maker.makeOrders(shards[next++ % shards.length], buffers);
      return madeOf([orders, lines]);
    });
}

function alone(shared: SharedWorld, what: AloneJob, times: Times): AloneResult {
  const { world, names } = readWorld(shared);
  switch (what) {
    case 'orders and lines':
      return ordersAndLines(world, names, times);
    case 'customers':
      return { customers: warmed(times, customersOverAndOver(world, names)) };
    case 'catalog': {
      const preparation = new Preparation(world);
      return {
        catalog: warmed(times, () => madeOf([...preparation.reference()].map(([, encoded]) => encoded))),
      };
    }
    case 'inventory': {
      const preparation = new Preparation(world);
      return { inventory: warmed(times, () => madeOf([preparation.inventory()])) };
    }
  }
}

function customersOverAndOver(world: World, names: Names): () => Made {
  const maker = new ShardMaker(world, names);
  const shards = [...customerShardsOf(world)];
  const lend = lender();
  let next = 0;
  return () => lend((buffers) => madeOf([maker.makeCustomers(shards[next++ % shards.length], buffers)]));
}

/** Draws one shard after the other and encodes its orders and its lines, each step with a time of its own. */
function ordersAndLines(world: World, names: Names, times: Times): AloneResult {
  const parts = partsOf(world, names);
  const { columns, shards } = parts;
  const lend = lender();
  const drawing = new Stopwatch();
  const orders = new Stopwatch();
  const lines = new Stopwatch();
  let next = 0;
  const once = () =>
    lend((buffers) => {
      drawing.time(() => {
        parts.draw(shards[next++ % shards.length]);
        return { documents: columns.orders + columns.lines, bytes: 0 };
      });
      orders.time(() => ({
        documents: columns.orders,
        bytes: parts.encodeOrders(buffers(parts.ordersSize())),
      }));
      lines.time(() => ({ documents: columns.lines, bytes: parts.encodeLines(buffers(parts.linesSize())) }));
      return { documents: columns.orders + columns.lines, bytes: 0 };
    });
  during(times.warmUp, once);
  for (const watch of [drawing, orders, lines]) watch.reset();
  during(times.measure, once);
  return { drawing: drawing.work, orders: orders.work, order_items: lines.work };
}
