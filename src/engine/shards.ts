/** The shards of a world one after the other, made in this thread or by worker threads: the same bytes either way. */
import { availableParallelism } from 'node:os';
import type { Buffers, MadeShard, ShardMaker } from '../core/encode/shard-maker.js';
import type { ShardCollection } from '../core/model/made-by.js';
import type { PlannedShard } from '../core/plan/shards.js';
import type { PreparedWorld } from '../core/world/prepared-world.js';

/** Up to so many orders or customers this thread is done before others would have loaded their code. */
export const MADE_HERE = 50_000;

/** Made in this thread, into buffers that are used again: the documents are good until the next shard is asked for. */
export function* shardsHere(shards: Iterable<PlannedShard>, maker: ShardMaker): Generator<MadeShard> {
  const stock = new Map<number, Uint8Array<ArrayBuffer>>();
  for (const shard of shards) {
    let nth = 0;
    const buffers: Buffers = (size) => {
      const place = nth++;
      const held = stock.get(place);
      if (held !== undefined && held.length >= size) return held;
      const larger = new Uint8Array(size);
      stock.set(place, larger);
      return larger;
    };
    yield maker.make(shard, buffers);
  }
}

/** How worker threads are to make shards. */
export interface ThreadedWork {
  readonly workers: number;
  /** False where only the counts and sales are wanted: the documents stay where they are made. */
  readonly documents: boolean;
  /** Where the threads note whom the orders of a slice name; see `marksFor`. */
  readonly marks?: SharedArrayBuffer | undefined;
}

/** A shard with how many documents each of its collections has, which is known also where they are not handed over. */
export interface CountedShard extends MadeShard {
  readonly counts: { readonly [N in ShardCollection]?: number };
}

/** The threads for so many documents; 0 where this thread does it alone. @param asked the option, if it was given. */
export function threadsFor(documents: number, asked: number | undefined): number {
  return asked ?? (documents <= MADE_HERE ? 0 : availableParallelism());
}

/** Made by worker threads, in the order asked for. The threads end with the iteration, also where it is broken off. */
export async function* shardsByThreads(
  shards: Iterable<PlannedShard>,
  { world, names, slice }: PreparedWorld,
  { workers, documents, marks }: ThreadedWork,
): AsyncGenerator<CountedShard> {
  const [{ ShardPool }, { ShardThreads }, { LoadControl }] = await Promise.all([
    import('./pool/shard-pool.js'),
    import('./pool/shard-threads.js'),
    import('./sinks/load-control.js'),
  ]);
  const delivery = { kind: documents ? 'transfer' : 'discard' } as const;
  const setup = { world, names, slice, delivery };
  const pool = new ShardPool(new ShardThreads(workers, 'make'), setup, new LoadControl(), undefined, {
    marks,
  });
  try {
    for await (const result of pool.results(shards)) {
      const handedOver = result.outputs.flatMap(({ collection, documents, bytes }) =>
        bytes === undefined ? [] : [[collection, { documents, bytes }] as const],
      );
      yield {
        documents: Object.fromEntries(handedOver),
        counts: Object.fromEntries(
          result.outputs.map(({ collection, documents }) => [collection, documents]),
        ),
        ...(result.sales === undefined ? {} : { sales: result.sales }),
      };
      pool.reuse(result);
    }
  } finally {
    await pool.close();
  }
}
