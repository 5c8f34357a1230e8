/** Makes one shard after the other and delivers it: the work of a thread, or of this one where a world is small. */
import type { Encoded } from '../../core/encode/documents.js';
import type { ShardCollection } from '../../core/model/made-by.js';
import { stepOf } from '../../core/plan/shards.js';
import { SharedSketches } from '../../core/sketch/shared-sketches.js';
import type { Sketch } from '../../core/sketch/sketch.js';
import { makerOf } from '../../core/world/maker.js';
import type { ElectionTerm } from '../../mongodb/election-term.js';
import { joined } from '../../mongodb/election-term.js';
import type { Piece } from '../piece.js';
import { BufferPool } from '../sinks/buffer-pool.js';
import type { Delivery } from '../sinks/delivery.js';
import { LoadControl, valuesOf } from '../sinks/load-control.js';
import type { OwnWriter } from '../sinks/mongodb/own-writer.js';
import { formatOf, outputMaker } from '../sinks/output-maker.js';
import { RateLimiter } from '../sinks/rate-limiter.js';
import { toMessage } from './error-message.js';
import type { ShardFailure, ShardOrder, ShardTask, SharedMemory, WorkerSetup } from './messages.js';

/** The module by which shards are sent: the driver takes a while to load, so a run without a server goes without it. */
export type Sending = typeof import('../sinks/mongodb/own-writer.js');

export class ShardWorker {
  private readonly buffers = new BufferPool();
  private work: ReturnType<ShardWorker['setUp']> | undefined;

  /** @param sending undefined where shards are not sent to MongoDB. */
  constructor(private readonly sending: Sending | undefined) {}

  /**
   * Makes the shard, and resolves when its documents are where they should be, or with why they are not.
   * @param setup is asked for once.
   */
  async run(
    { task, spare = [] }: ShardOrder,
    setup: () => WorkerSetup,
    shared: SharedMemory,
  ): Promise<Piece | ShardFailure | undefined> {
    try {
      this.work ??= this.setUp(setup(), shared);
      for (const buffer of spare) this.buffers.give(buffer);
      if (task !== undefined) return await this.deliver(this.work, task);
      await this.work.writer?.connect();
      return undefined;
    } catch (error) {
      return { error: toMessage(error) };
    }
  }

  /** Closes its connections. */
  async close(): Promise<void> {
    await this.work?.writer?.close();
  }

  private setUp({ delivery, ...setup }: WorkerSetup, shared: SharedMemory) {
    return {
      maker: makerOf(setup, shared.marks),
      output: outputMaker(delivery, sketchFor(delivery, shared), (bytes) => this.buffers.take(bytes)),
      /** True where the documents go to the coordinator in the buffers that they were made in. */
      handsOver: delivery.kind === 'transfer',
      encodesAgain: formatOf(delivery) !== undefined,
      writer: this.writerFor(delivery, shared),
    };
  }

  private writerFor(delivery: Delivery, { control: memory, rate }: SharedMemory): OwnWriter | undefined {
    if (this.sending === undefined || delivery.kind !== 'mongodb') return undefined;
    const control = new LoadControl(memory);
    const limiter =
      delivery.maxRate === undefined ? undefined : new RateLimiter(delivery.maxRate, control, rate);
    return new this.sending.OwnWriter(delivery, control, limiter);
  }

  private async deliver(
    { maker, output, handsOver, encodesAgain, writer }: ReturnType<ShardWorker['setUp']>,
    task: ShardTask,
  ): Promise<Piece> {
    const { buffers } = this;
    const outputOf = await output;
    const alreadyDelivered = task.alreadyDelivered === true;
    const lent: ArrayBuffer[] = [];
    const made = maker.make(task, (bytes) => {
      const buffer = buffers.take(bytes);
      lent.push(buffer.buffer);
      return buffer;
    });
    const documents = Object.entries(made.documents) as [ShardCollection, Encoded][];
    const { sales } = made;
    let writing: Promise<PromiseSettledResult<ElectionTerm>[]> | undefined;
    if (writer !== undefined && !alreadyDelivered) {
      const writes = documents.map(([collection, { bytes }]) => writer.write(collection, bytes));
      // All of them are awaited, so that nothing is in flight when this is over.
      writing = Promise.allSettled(writes);
    }
    const gives = handsOver && !alreadyDelivered;
    // While the server works on them, they are hashed.
    const outputs = documents.map(([collection, encoded]) => outputOf(collection, encoded, gives));
    const term = writing && joined(valuesOf(await writing));
    if (!gives || encodesAgain) for (const buffer of lent) buffers.give(buffer);
    return {
      step: stepOf(task),
      alreadyDelivered,
      outputs,
      ...(term === undefined ? {} : { term }),
      ...(sales === undefined ? {} : { sales }),
    };
  }
}

/** This worker's own. */
function sketchFor(delivery: Delivery, { sketches }: SharedMemory): Sketch | undefined {
  if (delivery.kind !== 'sketch' || sketches === undefined) return undefined;
  return new SharedSketches(delivery.shape, sketches).take();
}
