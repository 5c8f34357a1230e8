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
import { ExtendedJson, type TextFormat } from '../src/formats/extended-json.js';
import { BufferStock } from '../src/sinks/buffer-stock.js';
import { hashes } from '../src/sinks/delivery.js';
import { joined, type Term } from '../src/sinks/mongodb/term.js';
import { Pace, Stopped, valuesOf } from '../src/sinks/pace.js';
import { SliceSelection } from '../src/slices/selection.js';

// The driver takes a while to load, so a run without a server goes without it.
const { sends } = workerData as WorkerStart;
const mongodb = sends ? await import('../src/sinks/mongodb/batch-writer.js') : undefined;
const stock = new BufferStock();
let worker: ReturnType<typeof setUp> | undefined;

function setUp({ setup, pace: memory, marks }: ShardOrder) {
  const { world, names, delivery, slice } = deserialize(new Uint8Array(setup)) as WorkerSetup;
  return {
    maker: new ShardMaker(world, names, slice && new SliceSelection(world, slice, marks)),
    handOver: delivery.kind === 'transfer',
    text: delivery.kind === 'transfer' ? delivery.text : undefined,
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

async function deliver(order: ShardOrder): Promise<unknown> {
  const { task, spare = [] } = order;
  worker ??= setUp(order);
  const { maker, handOver, text, loading, writer } = worker;
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
  let term: Term;
  if (writer !== undefined && task.kept !== true) {
    const writes = made.outputs.map(({ collection, bytes }) => writer.write(collection, bytes));
    // All of them come to their end, so that nothing is in flight when this is over.
    term = joined(valuesOf(await Promise.allSettled(writes)));
  }
  const outputs = made.outputs.map(({ collection, documents, bytes }) => ({
    collection,
    documents,
    size: bytes.length,
    ...(hash === undefined ? {} : { sum: sumOfHashes(hash, bytes) }),
    ...(handsOver ? { bytes: text === undefined ? bytes : textOf(bytes, text) } : {}),
  }));
  if (!handsOver || text !== undefined) for (const buffer of lent) stock.give(buffer);
  const result: ShardResult = {
    step: stepOf(task),
    kept: task.kept === true,
    outputs,
    ...(term === undefined ? {} : { term }),
    ...(made.sales === undefined ? {} : { sales: made.sales }),
  };
  // What is transferred is not copied.
  const sales = made.sales === undefined ? [] : [made.sales.units.buffer, made.sales.last.buffer];
  const handed = text === undefined ? lent : outputs.flatMap(({ bytes }) => bytes?.buffer ?? []);
  const transferred = handsOver ? [...handed, ...sales] : sales;
  return move({
    get [transferableSymbol]() {
      return transferred;
    },
    get [valueSymbol]() {
      return result;
    },
  });
}

/** Text takes about that many times the room of BSON. */
const TEXT_GROWTH = 1.6;

const textOf = (bson: Uint8Array, format: TextFormat) =>
  new ExtendedJson(stock.take(bson.length * TEXT_GROWTH)).documents(bson, format);

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
