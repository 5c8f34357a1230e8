/** Proves that changes are seen, with the document before and after each: by a marker that comes, changes and goes. */

import type { ChangeStream, ChangeStreamDocument, Collection, Document } from 'mongodb';
import { SYNCED } from '../../../core/model/ditto.js';
import type { CollectionName } from '../../../core/model/index.js';
import { ZavaError } from '../../../errors.js';
import { closeWithTimeout, unlessAborted } from '../../../mongodb/presence.js';
import { isDenied } from '../../../mongodb/privileges.js';
import { type Deployment, findCollections, keepsImages, needing, type Watch } from '../deployment.js';
import { requireReplicaSet } from './enable.js';
import { MARKED, markerDocument, removeAbandoned } from './marker.js';

type Operation = 'insert' | 'update' | 'delete';

/** What was seen of one change of the marker. */
interface Seen {
  readonly operation: Operation;
  /** From before the write until the event was there, in milliseconds. */
  readonly milliseconds: number;
  /** Images that should have come with the event, and did not. */
  readonly lacking: readonly ('pre-image' | 'post-image')[];
}

export interface Verification {
  /** The synced collections that are there and keep no images, and those that are not there. */
  readonly without: readonly CollectionName[];
  readonly missing: readonly CollectionName[];
  /** Empty where there is no collection to try it with. */
  readonly seen: readonly Seen[];
  /** Markers that a killed check had left behind. */
  readonly removed: number;
}

/**
 * How long to wait for a write and for its event, then for the marker to be removed and for the stream to close, in
 * milliseconds: from a server that goes away meanwhile, too, and that is reported within ten seconds.
 */
const EVENT_TIMEOUT_MS = 6000;
const CLEAN_UP_TIMEOUT_MS = 2000;
const CLOSE_TIMEOUT_MS = 500;

/** What an event must bring along: the document before the change, and after it. */
const IMAGES: Record<Operation, readonly ('pre-image' | 'post-image')[]> = {
  insert: ['post-image'],
  update: ['pre-image', 'post-image'],
  delete: ['pre-image'],
};

/**
 * Leaves nothing behind, after Ctrl-C neither.
 * @throws ZavaError where the server is a standalone, a right is missing, or an event does not come.
 */
export async function verifyStreams(deployment: Deployment, { signal }: Watch): Promise<Verification> {
  await requireReplicaSet(deployment);
  const there = await findCollections(deployment);
  const without = SYNCED.filter((name) => {
    const options = there.get(name);
    return options !== undefined && !keepsImages(options);
  });
  const missing = SYNCED.filter((name) => !there.has(name));
  if (!there.has(MARKED)) return { without, missing, seen: [], removed: 0 };
  return { without, missing, ...(await tryOut(deployment, signal)) };
}

async function tryOut(
  deployment: Deployment,
  signal: AbortSignal,
): Promise<Pick<Verification, 'seen' | 'removed'>> {
  const collection = deployment.db.collection(MARKED);
  const write = { to: `write to ${MARKED}`, right: 'insert, update, remove', role: 'readWrite' };
  const now = Date.now();
  const removed = await needing(write, deployment, () => removeAbandoned(collection, now));
  const marker = markerDocument(now);
  const stream = watchMarker(collection, marker._id);
  let standing = false;
  try {
    // The first look opens the stream; what is written afterwards is seen.
    const watch = { to: 'open change streams', right: 'changeStream', role: 'read' };
    await unlessAborted(
      signal,
      needing(watch, deployment, () => stream.tryNext()),
    );
    const own = { _id: marker._id as never };
    const limit = { timeoutMS: EVENT_TIMEOUT_MS };
    const steps: readonly [Operation, () => Promise<unknown>][] = [
      ['insert', () => collection.insertOne(marker as Document, limit)],
      ['update', () => collection.updateOne(own, { $set: changeOf(marker) }, limit)],
      ['delete', () => collection.deleteOne(own, limit)],
    ];
    const seen: Seen[] = [];
    for (const [operation, step] of steps) {
      signal.throwIfAborted();
      standing = true;
      const start = performance.now();
      await needing(write, deployment, step);
      standing = operation !== 'delete';
      const event = await nextEvent(deployment, stream, operation, signal);
      seen.push({ operation, milliseconds: performance.now() - start, lacking: lackingOf(event) });
    }
    return { seen, removed };
  } finally {
    if (standing) await cleanUp(deployment, collection, marker._id);
    // Its cursor would stay open in the server; but a server that has gone away is not waited for again.
    await closeWithTimeout(stream.close(), CLOSE_TIMEOUT_MS);
  }
}

/** Only the marker's events; images where the collection keeps them, so that missing ones are reported. */
function watchMarker(collection: Collection, id: string): ChangeStream {
  return collection.watch([{ $match: { 'documentKey._id': id } }], {
    fullDocument: 'whenAvailable',
    fullDocumentBeforeChange: 'whenAvailable',
    maxAwaitTimeMS: 200,
  });
}

/** A text other than the `_id`, which is as good as it by the model. */
function changeOf(marker: Document): Document {
  const name = Object.keys(marker).find((key) => key.endsWith('_name')) as string;
  return { [name]: `${marker._id}-changed` };
}

async function nextEvent(
  { host }: Deployment,
  stream: ChangeStream,
  operation: Operation,
  signal: AbortSignal,
): Promise<ChangeStreamDocument> {
  const timeout = AbortSignal.timeout(EVENT_TIMEOUT_MS);
  const stop = AbortSignal.any([signal, timeout]);
  try {
    for (;;) {
      const event = await unlessAborted(stop, stream.tryNext());
      if (event?.operationType === operation) return event;
    }
  } catch (error) {
    if (signal.aborted || !timeout.aborted) throw error;
    throw new ZavaError(
      `${host}: the ${operation} of the marker was not seen in the change stream of ${MARKED} within ${EVENT_TIMEOUT_MS / 1000} s; is the server still there, and a majority of its replica set?`,
    );
  }
}

function lackingOf(event: ChangeStreamDocument): Seen['lacking'] {
  const images = event as { fullDocument?: unknown; fullDocumentBeforeChange?: unknown };
  const has = { 'pre-image': images.fullDocumentBeforeChange, 'post-image': images.fullDocument };
  return IMAGES[event.operationType as Operation].filter((image) => !has[image]);
}

/** @throws ZavaError that names the document where it cannot be removed. */
async function cleanUp({ host }: Deployment, collection: Collection, id: string): Promise<void> {
  try {
    await collection.deleteOne({ _id: id as never }, { timeoutMS: CLEAN_UP_TIMEOUT_MS });
  } catch (error) {
    // Whoever may not delete may not have inserted either.
    if (isDenied(error)) return;
    throw new ZavaError(
      `${host}: the marker ${id} could not be removed from ${MARKED} (${(error as Error).message.replace(/\.+$/, '')}); a check in ten minutes' time removes it, or delete it yourself.`,
    );
  }
}
