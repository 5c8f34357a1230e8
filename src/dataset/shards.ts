/** The shards of a world one after the other, made in this thread or by worker threads: the same bytes either way. */
import { availableParallelism } from 'node:os';
import type { ShardTask } from '../coordinator/messages.js';
import type { Encoded } from '../encode/documents.js';
import type { Buffers, ShardMaker } from '../encode/shard-maker.js';
import type { Names } from '../generate/name-parts.js';
import type { Sales } from '../generate/sales.js';
import type { World } from '../settings/settings.js';

/** Up to so many orders or customers this thread is done before others would have loaded their code. */
export const MADE_HERE = 50_000;

/** A shard's documents by collection, where they are wanted; `bytes` is good until the next shard is asked for. */
export interface MadeShard {
  readonly customers?: Encoded;
  readonly orders?: Encoded;
  readonly order_items?: Encoded;
  /** Of orders only: how many lines they have, and what they sold. */
  readonly lines?: number;
  readonly sales?: Sales;
}

/** Made in this thread, into buffers that are used again for the next shard. */
export function* shardsHere(tasks: Iterable<ShardTask>, maker: ShardMaker): Generator<MadeShard> {
  const stock = new Map<number, Uint8Array<ArrayBuffer>>();
  for (const task of tasks) {
    let nth = 0;
    const buffers: Buffers = (size) => {
      const place = nth++;
      const held = stock.get(place);
      if (held !== undefined && held.length >= size) return held;
      const larger = new Uint8Array(size);
      stock.set(place, larger);
      return larger;
    };
    yield makeShard(task, maker, buffers);
  }
}

/** One shard. */
export function makeShard(task: ShardTask, maker: ShardMaker, buffers: Buffers): MadeShard {
  if (task.kind === 'customers') return { customers: maker.makeCustomers(task.shard, buffers) };
  const { orders, lines, sales } = maker.makeOrders(task.shard, buffers);
  return { orders, order_items: lines, lines: lines.documents, sales };
}

/** How worker threads are to make shards. */
export interface ThreadedWork {
  readonly world: World;
  readonly names: Names;
  readonly workers: number;
  /** False where only the counts and sales are wanted: the documents stay where they are made. */
  readonly documents: boolean;
}

/** The threads for so many documents; 0 where this thread does it alone. @param asked the option, if it was given. */
export function threadsFor(documents: number, asked: number | undefined): number {
  return asked ?? (documents <= MADE_HERE ? 0 : availableParallelism());
}

/** Made by worker threads, in the order of the tasks. The threads end with the iteration, also where it is broken off. */
export async function* shardsByThreads(
  tasks: Iterable<ShardTask>,
  { world, names, workers, documents }: ThreadedWork,
): AsyncGenerator<MadeShard> {
  const [{ ShardPool }, { ShardThreads }, { Pace }] = await Promise.all([
    import('../coordinator/shard-pool.js'),
    import('../coordinator/shard-threads.js'),
    import('../sinks/pace.js'),
  ]);
  const delivery = { kind: documents ? 'transfer' : 'discard' } as const;
  const setup = { world, names, delivery };
  const pool = new ShardPool(new ShardThreads(workers, 'make'), setup, new Pace(), undefined);
  try {
    for await (const result of pool.results(tasks)) {
      const outputs = result.outputs.flatMap(({ collection, documents, bytes }) =>
        bytes === undefined ? [] : [[collection, { documents, bytes }] as const],
      );
      yield {
        ...Object.fromEntries(outputs),
        ...(result.sales === undefined ? {} : { sales: result.sales }),
        lines: result.outputs.find(({ collection }) => collection === 'order_items')?.documents ?? 0,
      };
      pool.reuse(result);
    }
  } finally {
    await pool.close();
  }
}
