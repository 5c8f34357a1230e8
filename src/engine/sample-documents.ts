/** Some documents of each collection, to hold against what a database demands of them. */
import { type Document, deserialize } from 'bson';
import { documentsIn } from '../core/encode/digest.js';
import type { CollectionName } from '../core/model/index.js';
import { isMadeInShards, shardKindOf } from '../core/model/made-by.js';
import type { World } from '../core/settings/settings.js';
import { PreparedWorld } from '../core/world/prepared-world.js';
import { Stock } from '../core/world/stock.js';
import { shardsHere } from './shards.js';
import { rawDocuments } from './sources/bson-file.js';

/** Of a collection; those with embeddings take two megabytes then, well below what a command may hold. */
const MOST = 100;

/** Numbers keep their BSON types. */
const decoded = (bytes: Uint8Array): Document => deserialize(bytes, { promoteValues: false });

/** Of a world: from its beginning to its end where it is small, else of its first shard. */
export function samplesOf(world: World, name: CollectionName): Document[] {
  const prepared = new PreparedWorld(world);
  const all = [...documentsIn(firstOf(prepared, name))];
  const step = Math.max(1, Math.floor(all.length / MOST));
  return all.filter((_, i) => i % step === 0).map(decoded);
}

function firstOf(prepared: PreparedWorld, name: CollectionName): Uint8Array {
  if (name === 'inventory') return new Stock(prepared).inventory().bytes;
  if (!isMadeInShards(name)) return prepared.catalogOf(name).bytes;
  const [first] = shardsHere(prepared.shards(shardKindOf(name)), prepared.maker());
  return first?.documents[name]?.bytes ?? new Uint8Array(0);
}

/** Of a .bson file: its first ones. */
export async function samplesIn(file: string): Promise<Document[]> {
  const samples: Document[] = [];
  for await (const bytes of rawDocuments(file)) {
    samples.push(decoded(bytes));
    if (samples.length === MOST) break;
  }
  return samples;
}
