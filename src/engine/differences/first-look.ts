/**
 * The first look at both sides. Where the digests of what is expected are known, it is generated only when something hints
 * that what is found is another: at once, or while the reading goes on. Where nothing has changed since the load, by a
 * change stream, digests alone are made.
 */
import type { CollectionName } from '../../core/model/index.js';
import type { OnProgress } from '../../core/progress.js';
import type { Sketch } from '../../core/sketch/sketch.js';
import type { CollectionDigests } from '../manifest/read-manifest.js';
import { expectedCollections } from './expected.js';
import { type Changed, changedSinceLoad, reckonedCounts } from './hints.js';
import { type Found, type Reading, readCollections } from './read.js';
import { areEqual, type Search, sideOf } from './search.js';

export interface Looked {
  readonly expected: CollectionDigests;
  readonly found: ReadonlyMap<CollectionName, Found>;
  /** True where the sketch has both sides. */
  readonly sketched: boolean;
}

/** @param sketch gets both sides, where it is of use. */
export async function lookAtBoth(
  search: Search,
  names: readonly CollectionName[],
  sketch: Sketch,
): Promise<Looked> {
  const { source, known, onProgress } = search;
  const over = new AbortController();
  const generation = new Generation(search, sketch, over.signal);
  try {
    if (known === undefined) generation.start();
    const counts = onProgress || known ? await reckonedCounts(source.db, names) : undefined;
    const changed = known && counts && (await hint(search, names, known, counts));
    if (changed === 'yes') generation.start();
    const trusted = changed === 'no';
    const reading = readCollections(names, source, trusted ? undefined : sketch, {
      onBatch: counts && onProgress && progressOf(counts, onProgress),
      onRead: (name, found) => {
        if (!trusted && !areEqual({ expected: sideOf(known, name), found })) generation.start();
      },
    });
    const found = await Promise.race([reading, generation.failure]);
    const isSame = (name: CollectionName) =>
      areEqual({ expected: sideOf(known, name), found: sideOf(found, name) });
    if (known !== undefined && (trusted || names.every(isSame))) {
      return { expected: known, found, sketched: false };
    }
    const generated = await generation.start();
    return { expected: known ?? generated, found, sketched: true };
  } finally {
    over.abort(new Error('no longer needed'));
    await generation.end();
  }
}

async function hint(
  { source: { db } }: Search,
  names: readonly CollectionName[],
  known: CollectionDigests,
  counts: ReadonlyMap<CollectionName, number>,
): Promise<Changed> {
  if (names.some((name) => counts.get(name) !== known.get(name)?.count)) return 'yes';
  return changedSinceLoad(db, names);
}

/** Tells what has been read so far, of as many documents as the server reckons to hold. */
function progressOf(counts: ReadonlyMap<string, number>, onProgress: OnProgress): Reading['onBatch'] {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let done = 0;
  let read = 0;
  return (documents, bytes) => {
    done += documents;
    read += bytes;
    // The server only reckons, and there may be more.
    if (documents > 0 && done <= total) onProgress({ phase: 'documents', done, total, bytes: read });
  };
}

/** The side that is expected, which may begin later, or never. */
class Generation {
  /** Rejects where it fails. */
  readonly failure: Promise<never>;
  private fail: (reason: unknown) => void = () => {};
  private running: Promise<CollectionDigests> | undefined;
  private readonly signal: AbortSignal;

  constructor(
    private readonly search: Search,
    private readonly sketch: Sketch,
    private readonly over: AbortSignal,
  ) {
    this.signal = AbortSignal.any([search.signal, over]);
    this.failure = new Promise((_, reject) => {
      this.fail = reject;
    });
    // Whoever waits for it is told; often nobody does any more.
    this.failure.catch(() => {});
  }

  /** Begins, unless it has begun. */
  start(): Promise<CollectionDigests> {
    if (this.running === undefined && this.over.aborted) return this.failure;
    this.running ??= expectedCollections(this.search.settings, this.sketch, this.signal);
    this.running.catch(this.fail);
    return this.running;
  }

  /** Resolves when no thread is at work on it any more. */
  async end(): Promise<void> {
    await this.running?.catch(() => {});
  }
}
