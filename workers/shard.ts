/** A worker thread: makes one shard after the other and delivers it. The work itself stands in src/. */
import { deserialize } from 'node:v8';
import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import {
  type ShardFailure,
  type ShardOrder,
  type ShardResult,
  type ShardStopped,
  type ShardTask,
  stepOf,
  type WorkerSetup,
  type WorkerStart,
} from '../src/coordinator/messages.js';
import { loadHash, sumOfHashes } from '../src/encode/digest.js';
import { type Buffers, ShardMaker } from '../src/encode/shard-maker.js';
import { ZavaError } from '../src/errors.js';
import { BufferStock } from '../src/sinks/buffer-stock.js';
import { hashes } from '../src/sinks/delivery.js';
import { Pace, Stopped } from '../src/sinks/pace.js';

// The driver takes a while to load, so a run without a server goes without it.
const { sends } = workerData as WorkerStart;
const mongodb = sends ? await import('../src/sinks/mongodb/batch-writer.js') : undefined;
const stock = new BufferStock();
let worker: ReturnType<typeof setUp> | undefined;

function setUp(bytes: SharedArrayBuffer, memory: SharedArrayBuffer) {
  const { world, names, delivery } = deserialize(new Uint8Array(bytes)) as WorkerSetup;
  return {
    maker: new ShardMaker(world, names),
    handOver: delivery.kind === 'transfer',
    loading: hashes(delivery) ? loadHash() : undefined,
    writer:
      mongodb !== undefined && delivery.kind === 'mongodb'
        ? new mongodb.BatchWriter(delivery, new Pace(memory, delivery.maxRate))
        : undefined,
  };
}

/** Makes the shard, and resolves when its documents are where they should be. */
export default async function run(order: ShardOrder): Promise<unknown> {
  try {
    return await deliver(order);
  } catch (error) {
    // Between threads an error loses its class, so a plain reason goes as what it is: a text.
    if (error instanceof ZavaError) return { failure: error.message } satisfies ShardFailure;
    if (error instanceof Stopped) return { stopped: true } satisfies ShardStopped;
    throw error;
  }
}

async function deliver({ task, spare = [], setup, pace }: ShardOrder): Promise<unknown> {
  worker ??= setUp(setup, pace);
  const { maker, handOver, loading, writer } = worker;
  if (task === undefined) return writer?.connect();
  const hash = await loading;
  const handsOver = handOver && task.kept !== true;
  for (const buffer of spare) stock.give(buffer);
  const lent: ArrayBuffer[] = [];
  const made = make(maker, task, (bytes) => {
    const buffer = stock.take(bytes);
    lent.push(buffer.buffer);
    return buffer;
  });
  if (writer !== undefined && task.kept !== true) {
    await Promise.all(made.outputs.map(({ collection, bytes }) => writer.write(collection, bytes)));
  }
  const outputs = made.outputs.map(({ collection, documents, bytes }) => ({
    collection,
    documents,
    size: bytes.length,
    ...(hash === undefined ? {} : { sum: sumOfHashes(hash, bytes) }),
    ...(handsOver ? { bytes } : {}),
  }));
  if (!handsOver) for (const buffer of lent) stock.give(buffer);
  const result: ShardResult = {
    step: stepOf(task),
    kept: task.kept === true,
    outputs,
    ...(made.sales === undefined ? {} : { sales: made.sales }),
  };
  // What is transferred is not copied.
  const sales = made.sales === undefined ? [] : [made.sales.units.buffer, made.sales.last.buffer];
  const transferred = handsOver ? [...lent, ...sales] : sales;
  return move({
    get [transferableSymbol]() {
      return transferred;
    },
    get [valueSymbol]() {
      return result;
    },
  });
}

function make(maker: ShardMaker, task: ShardTask, buffers: Buffers) {
  if (task.kind === 'customers') {
    const customers = maker.makeCustomers(task.shard, buffers);
    return { outputs: [{ collection: 'customers' as const, ...customers }], sales: undefined };
  }
  const { orders, lines, sales } = maker.makeOrders(task.shard, buffers);
  return {
    outputs: [
      { collection: 'orders' as const, ...orders },
      { collection: 'order_items' as const, ...lines },
    ],
    sales,
  };
}
