/** A worker thread: makes one shard after the other and delivers it. The work itself stands in src/. */
import { deserialize } from 'node:v8';
import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import { cacheCompiled } from '../src/compile-cache.js';
import type { Piece } from '../src/engine/piece.js';
import type { ThreadOrder, WorkerSetup, WorkerStart } from '../src/engine/pool/messages.js';

cacheCompiled();
const { sends } = workerData as WorkerStart;
const { ShardWorker } = await import('../src/engine/pool/shard-worker.js');
const worker = new ShardWorker(sends ? await import('../src/engine/sinks/mongodb/own-writer.js') : undefined);

export default async function run({ setup, shared, ...order }: ThreadOrder): Promise<unknown> {
  const read = () => deserialize(new Uint8Array(setup)) as WorkerSetup;
  const answer = await worker.run(order, read, shared);
  return answer !== undefined && 'outputs' in answer ? moved(answer) : answer;
}

/** An answer whose large buffers go over without a copy. */
function moved(piece: Piece): unknown {
  const documents = piece.outputs.flatMap(({ bytes }) => bytes?.buffer ?? []);
  const sales = piece.sales === undefined ? [] : [piece.sales.units.buffer, piece.sales.last.buffer];
  return move({
    get [transferableSymbol]() {
      return [...documents, ...sales];
    },
    get [valueSymbol]() {
      return piece;
    },
  });
}
