/** The documents of a dump, in blocks of its .bson files. Each collection is a step. */
import { COLLECTION_NAMES, type CollectionName } from '../../core/model/index.js';
import type { Block } from '../pool/block-pool.js';
import type { FinishedSteps } from '../sinks/sink.js';
import { blocksOf } from './bson-blocks.js';
import type { CheckedDump, DumpCollection } from './dump-check.js';
import type { Source, Tasks } from './source.js';

/** Files that are read in turn, as inserts into several collections hinder each other less than into one. */
const FILES_AT_ONCE = 3;

const stepOf = (name: CollectionName): string => `restore/${name}`;
const NOTHING = new Uint8Array(0);

export class DumpSource implements Source<Block> {
  readonly start = performance.now();
  readonly beside = [];
  readonly after = [];
  private readonly total: number;

  /** @param dump whose files were checked. */
  constructor(private readonly dump: CheckedDump) {
    this.total = [...dump.collections.values()].reduce((sum, { count }) => sum + count, 0);
  }

  tasks(finished: FinishedSteps): readonly Tasks<Block>[] {
    return [this.blocks(COLLECTION_NAMES, finished)];
  }

  tasksFor(steps: ReadonlySet<string>): Tasks<Block> {
    return this.blocks(
      COLLECTION_NAMES.filter((name) => steps.has(stepOf(name))),
      new Set(),
    );
  }

  documentsOf(): [] {
    return [];
  }

  expected(): number {
    return this.total;
  }

  private blocks(names: readonly CollectionName[], finished: FinishedSteps): AsyncIterable<Block> {
    // The largest ones stand last, and take longest.
    const files = names.toReversed().flatMap((name) => {
      const entry = this.dump.collections.get(name);
      if (entry === undefined) return [];
      return [finished.has(stepOf(name)) ? alreadyDelivered(name, entry) : blocksIn(name, entry)];
    });
    return inTurn(files);
  }
}

async function* blocksIn(collection: CollectionName, { file }: DumpCollection): AsyncGenerator<Block> {
  const of = { step: stepOf(collection), collection, alreadyDelivered: false };
  for await (const block of blocksOf(file)) {
    yield { ...of, more: true, ...block, size: block.bytes.length };
  }
  yield { ...of, documents: 0, bytes: NOTHING, size: 0 };
}

async function* alreadyDelivered(
  collection: CollectionName,
  { count, bytes }: DumpCollection,
): AsyncGenerator<Block> {
  const of = { step: stepOf(collection), collection, alreadyDelivered: true };
  yield { ...of, documents: count, bytes: NOTHING, size: bytes };
}

/** One element of each in turn, of some of them at once; when one is at its end, the next begins. */
async function* inTurn<T>(iterators: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const waiting = [...iterators];
  const open = waiting.splice(0, FILES_AT_ONCE);
  while (open.length > 0) {
    for (const one of [...open]) {
      const { done, value } = await one.next();
      if (done !== true) yield value;
      else open.splice(open.indexOf(one), 1, ...waiting.splice(0, 1));
    }
  }
}
