/** A worker thread: makes one shard after the other and delivers it. The work itself stands in src/. */
import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import type { ShardOutput, ShardResult, ShardTask, WorkerSetup } from '../src/coordinator/messages.js';
import { ShardMaker } from '../src/encode/shard-maker.js';
import { BufferStock } from '../src/sinks/buffer-stock.js';

const setup = workerData as WorkerSetup;
const maker = new ShardMaker(setup.world, setup.names);
const stock = new BufferStock();
// The driver takes a while to load, so a run without a server goes without it.
const writer =
  setup.delivery.kind === 'mongodb'
    ? new (await import('../src/sinks/mongodb/batch-writer.js')).BatchWriter(setup.delivery)
    : undefined;

/** Makes the shard, and resolves when its documents are where they should be. */
export default async function run(task: ShardTask): Promise<ShardResult | object> {
  for (const buffer of task.spare ?? []) stock.give(buffer);
  const lent: Uint8Array<ArrayBuffer>[] = [];
  const buffers = (_: string, bytes: number) => {
    const buffer = stock.take(bytes);
    lent.push(buffer);
    return buffer;
  };
  const made =
    task.kind === 'customers'
      ? { outputs: [{ collection: 'customers' as const, ...maker.makeCustomers(task.shard, buffers) }] }
      : ordersOf(task, buffers);
  const outputs: ShardOutput[] = made.outputs.map(({ collection, documents, bytes }) => ({
    collection,
    documents,
    size: bytes.length,
    ...(setup.delivery.kind === 'transfer' ? { bytes: bytes as Uint8Array<ArrayBuffer> } : {}),
  }));
  const result: ShardResult = { outputs, ...('sales' in made ? { sales: made.sales } : {}) };
  if (setup.delivery.kind === 'transfer') {
    return move({
      get [transferableSymbol]() {
        return lent.map((buffer) => buffer.buffer);
      },
      get [valueSymbol]() {
        return result;
      },
    });
  }
  if (writer !== undefined) {
    await Promise.all(made.outputs.map(({ collection, bytes }) => writer.write(collection, bytes)));
  }
  for (const buffer of lent) stock.give(buffer.buffer);
  return result;
}

function ordersOf(
  task: Extract<ShardTask, { kind: 'orders' }>,
  buffers: Parameters<ShardMaker['makeOrders']>[1],
) {
  const { orders, lines, sales } = maker.makeOrders(task.shard, buffers);
  return {
    outputs: [
      { collection: 'orders' as const, ...orders },
      { collection: 'order_items' as const, ...lines },
    ],
    sales,
  };
}
