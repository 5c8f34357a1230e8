// What the suites work on: a world, its parts, and one shard of orders in the middle of the period.
import { deserialize, serialize } from 'bson';
import { partsOf } from '../../dist/src/bench/generate/parts.js';
import { ShardMaker } from '../../dist/src/encode/shard-maker.js';
import { makeNames } from '../../dist/src/generate/names.js';
import { customerShardsOf } from '../../dist/src/plan/plan.js';
import { resolveSettings } from '../../dist/src/settings/resolve.js';
import { keep, task } from './task.mjs';

export function prepare(preset) {
  const { world } = resolveSettings({ preset }, { env: {}, cwd: import.meta.dirname });
  const names = makeNames(world.seed);
  const parts = partsOf(world, names);
  const maker = new ShardMaker(world, names);
  const shard = parts.shards[Math.floor(parts.shards.length / 2)];
  parts.draw(shard);
  return { world, maker, parts, shard, customers: [...customerShardsOf(world)][0] };
}

/** Documents that the peer serializes, over and over. */
const PEER_DOCUMENTS = 1000;

/** The peer of an encoder: the bson package, given the same documents as objects that are ready. */
export function bsonTask(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const documents = [];
  for (let at = 0; at < bytes.length && documents.length < PEER_DOCUMENTS; ) {
    const size = view.getInt32(at, true);
    const one = bytes.subarray(at, at + size);
    // Numbers keep the type that they have in BSON.
    const document = deserialize(one, { promoteValues: false });
    if (Buffer.compare(serialize(document), one) !== 0) throw new Error('bson writes another document');
    documents.push(document);
    at += size;
  }
  return task('serialize of the bson package, ready objects', () => {
    for (const document of documents) keep(serialize(document).length);
    return documents.length;
  });
}
