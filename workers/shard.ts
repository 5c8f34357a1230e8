/** A worker thread: makes one shard after the other and delivers it. The work itself stands in src/. */
import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import type { ShardResult, ShardTask, WorkerSetup } from '../src/coordinator/messages.js';
import { type Buffers, ShardMaker } from '../src/encode/shard-maker.js';
import { BufferStock } from '../src/sinks/buffer-stock.js';

const setup = workerData as WorkerSetup;
const maker = new ShardMaker(setup.world, setup.names);
const stock = new BufferStock();
const handOver = setup.delivery.kind === 'transfer';
// The driver takes a while to load, so a run without a server goes without it.
const writer =
  setup.delivery.kind === 'mongodb'
    ? new (await import('../src/sinks/mongodb/batch-writer.js')).BatchWriter(setup.delivery)
    : undefined;

/** Makes the shard, and resolves when its documents are where they should be. */
export default async function run(task: ShardTask): Promise<unknown> {
  for (const buffer of task.spare ?? []) stock.give(buffer);
  const lent: ArrayBuffer[] = [];
  const made = make(task, (bytes) => {
    const buffer = stock.take(bytes);
    lent.push(buffer.buffer);
    return buffer;
  });
  if (writer !== undefined) {
    await Promise.all(made.outputs.map(({ collection, bytes }) => writer.write(collection, bytes)));
  }
  if (!handOver) for (const buffer of lent) stock.give(buffer);
  const result: ShardResult = {
    outputs: made.outputs.map(({ collection, documents, bytes }) => ({
      collection,
      documents,
      size: bytes.length,
      ...(handOver ? { bytes } : {}),
    })),
    ...(made.sales === undefined ? {} : { sales: made.sales }),
  };
  // What is transferred is not copied.
  const sales = made.sales === undefined ? [] : [made.sales.units.buffer, made.sales.last.buffer];
  const transferred = handOver ? [...lent, ...sales] : sales;
  return move({
    get [transferableSymbol]() {
      return transferred;
    },
    get [valueSymbol]() {
      return result;
    },
  });
}

function make(task: ShardTask, buffers: Buffers) {
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
