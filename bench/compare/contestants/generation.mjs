/**
 * One worker that makes orders and lines and keeps nothing, and right beside it, in the same process, the speed at
 * which bytes can be copied here: before and after, so that a machine that changes its speed meanwhile changes both.
 *
 * Copied are the very bytes of a shard, in pieces of one document, from one buffer into another that is used again, as
 * the shards' own are: `target.set(source.subarray(from, to), from)`. With the views made beforehand it is some two
 * times as fast; that is measured too, though a caller that has only bytes cannot copy them so.
 */
import { resolveSettings } from '../../../dist/src/core/settings/resolve.js';
import { PreparedWorld } from '../../../dist/src/core/world/prepared-world.js';
import { BufferPool } from '../../../dist/src/engine/sinks/buffer-pool.js';
import { answerMessages } from '../harness.mjs';

answerMessages(({ world: flags, warmUpMs, measureMs }) => {
  const { world } = resolveSettings(flags, { env: {}, cwd: process.cwd() });
  const prepared = new PreparedWorld(world);
  const maker = prepared.maker();
  const shards = [...prepared.shards('orders')].map(({ shard }) => shard);
  const generate = generation(maker, shards);
  const copies = copying(bytesOf(maker, shards[shards.length >> 1]));
  generate(warmUpMs);
  for (const copy of copies) copy(warmUpMs / 4);

  const before = copies.map((copy) => copy(measureMs / 6));
  const made = generate(measureMs);
  const after = copies.map((copy) => copy(measureMs / 6));
  const [copyBytes, viewBytes] = before.map((rate, i) => (rate + after[i]) / 2);
  return { documents: made.documents, bytes: made.bytes, copyBytes, viewBytes };
});

/** A function that makes shards one after the other for some time, and returns documents and bytes a second. */
function generation(maker, shards) {
  const stock = new BufferPool();
  let next = 0;
  return (milliseconds) => {
    let documents = 0;
    let bytes = 0;
    const start = performance.now();
    let now = start;
    do {
      const lent = [];
      const { orders, order_items: lines } = maker.makeOrders(shards[next++ % shards.length], (size) => {
        const buffer = stock.take(size);
        lent.push(buffer.buffer);
        return buffer;
      });
      for (const buffer of lent) stock.give(buffer);
      documents += orders.documents + lines.documents;
      bytes += orders.bytes.length + lines.bytes.length;
      now = performance.now();
    } while (now - start < milliseconds);
    const seconds = (now - start) / 1000;
    return { documents: documents / seconds, bytes: bytes / seconds };
  };
}

/** The orders and lines of a shard, one after the other. */
function bytesOf(maker, shard) {
  const { orders, order_items: lines } = maker.makeOrders(shard, (size) => new Uint8Array(size));
  const bytes = new Uint8Array(orders.bytes.length + lines.bytes.length);
  bytes.set(orders.bytes);
  bytes.set(lines.bytes, orders.bytes.length);
  return bytes;
}

/** Two functions that copy bytes document by document for some time, and return bytes a second. */
function copying(source) {
  const view = new DataView(source.buffer);
  const ends = [];
  for (let at = 0; at < source.length; ) {
    at += view.getInt32(at, true);
    ends.push(at);
  }
  const target = new Uint8Array(source.length);
  const views = ends.map((end, i) => source.subarray(i === 0 ? 0 : ends[i - 1], end));
  const cutting = () => {
    let from = 0;
    for (let i = 0; i < ends.length; i++) {
      target.set(source.subarray(from, ends[i]), from);
      from = ends[i];
    }
  };
  const ready = () => {
    let from = 0;
    for (let i = 0; i < views.length; i++) {
      target.set(views[i], from);
      from += views[i].length;
    }
  };
  return [cutting, ready].map((once) => (milliseconds) => {
    let bytes = 0;
    const start = performance.now();
    let now = start;
    do {
      once();
      bytes += source.length;
      now = performance.now();
    } while (now - start < milliseconds);
    return bytes / ((now - start) / 1000);
  });
}
