/** What a thread of `zava bench generate` is asked to measure, and how it does so. */
import { deserialize, serialize } from 'node:v8';
import { defined } from '../../../core/defined.js';
import type { Names } from '../../../core/generate/name-parts.js';
import { shardsOf } from '../../../core/plan/shards.js';
import type { World } from '../../../core/settings/settings.js';
import { makerOf } from '../../../core/world/maker.js';
import { PreparedWorld } from '../../../core/world/prepared-world.js';
import { Stock } from '../../../core/world/stock.js';
import { type BaselineValues, copySpeeds, measureBaseline } from './baseline.js';
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
interface SteadyJob {
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
  // Threads that are ready early keep working, so that all measure beside equally busy ones.
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
  const maker = makerOf({ world, names });
  const shards = [...shardsOf('orders', world, maker.plan)];
  const next = cycling(shards, Math.floor(from * shards.length));
  const lend = lender();
  return () =>
    lend((buffers) => {
      const { orders, order_items } = maker.makeOrders(next().shard, buffers);
      return madeOf([orders, order_items]);
    });
}

/** Gives the items of a list in turn, the first one again after the last. @param from the position of the first one. */
function cycling<T>(items: readonly T[], from = 0): () => T {
  let next = from;
  return () => defined(items[next++ % items.length], 'a shard to make');
}

function alone(shared: SharedWorld, what: AloneJob, times: Times): AloneResult {
  const { world, names } = readWorld(shared);
  switch (what) {
    case 'orders and lines':
      return ordersAndLines(world, names, times);
    case 'customers':
      return { customers: warmed(times, customersOverAndOver(world, names)) };
    case 'catalog': {
      const prepared = new PreparedWorld(world);
      return {
        catalog: warmed(times, () => madeOf([...prepared.catalog()].map(([, encoded]) => encoded))),
      };
    }
    case 'inventory': {
      const prepared = new PreparedWorld(world);
      const stock = new Stock(prepared);
      return { inventory: warmed(times, () => madeOf([stock.inventory()])) };
    }
  }
}

function customersOverAndOver(world: World, names: Names): () => Made {
  const maker = makerOf({ world, names });
  const next = cycling([...shardsOf('customers', world, maker.plan)]);
  const lend = lender();
  return () => lend((buffers) => madeOf([maker.makeCustomers(next().shard, buffers).customers]));
}

/** Draws one shard after the other and encodes its orders and its lines, each step with a time of its own. */
function ordersAndLines(world: World, names: Names, times: Times): AloneResult {
  const maker = makerOf({ world, names });
  const { columns } = maker;
  const lend = lender();
  const drawing = new Stopwatch();
  const orders = new Stopwatch();
  const lines = new Stopwatch();
  const next = cycling([...shardsOf('orders', world, maker.plan)]);
  const once = () =>
    lend((buffers) => {
      drawing.time(() => {
        maker.drawOrders(next().shard);
        return { documents: columns.orders + columns.lines, bytes: 0 };
      });
      orders.time(() => madeOf([maker.encodeOrders(buffers)]));
      lines.time(() => madeOf([maker.encodeLines(buffers)]));
      return { documents: columns.orders + columns.lines, bytes: 0 };
    });
  during(times.warmUp, once);
  for (const watch of [drawing, orders, lines]) watch.reset();
  during(times.measure, once);
  return { drawing: drawing.work, orders: orders.work, order_items: lines.work };
}
