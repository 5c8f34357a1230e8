/** Writing differences away: extras first, then what changed, at last what is missing. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnyBulkWriteOperation, Db, Document } from 'mongodb';
import type { CollectionName } from '../../core/model/index.js';
import { keyOf } from '../../core/world/ids.js';
import { RateLimiter } from '../../engine/sinks/rate-limiter.js';
import { ZavaError } from '../../errors.js';
import { answerIn, insertBson, type WriteError } from '../../mongodb/wire/raw-insert.js';
import { rawDriver } from '../../mongodb/wire/raw-sequence.js';
import { type Difference, type Kind, kindOf } from './differences.js';
import { objectOf } from './raw.js';
import type { TouchedIds } from './touched.js';
import { park, WantedValues } from './unique.js';

/** Documents, and bytes, of one command at most. */
const BATCH = 1000;
const BATCH_BYTES = 8_000_000;

/** Commands a second at least where there is a rate, so that a low one is an even one. */
const PER_SECOND = 4;

const DUPLICATE_KEY = 11_000;

/** How often what a unique index refused is tried again, each time with others out of the way. */
const TRIES = 3;

/** How many documents were written, of each kind. */
export type Written = Record<Kind, number> & {
  /** Writes in between that gave way to a unique value. */
  parked: number;
  /** Documents that somebody else wrote to at the same time, so that they were left alone. */
  contended: number;
};

const nothingWritten = (): Written => ({ missing: 0, extra: 0, changed: 0, parked: 0, contended: 0 });

export interface Writing {
  readonly db: Db;
  /** Extra documents stay, and say that they are deleted. */
  readonly soft: boolean;
  /** Names of indexes that are to be made: until then nothing keeps values apart. */
  readonly rebuilt: ReadonlySet<string>;
  /** When the marks of a soft reset are set, as an ISO string. */
  readonly moment: string;
  readonly maxRate?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how many documents more were written. */
  readonly done?: ((documents: number) => void) | undefined;
}

export class Writer {
  readonly written = nothingWritten();
  private readonly limiter: RateLimiter | undefined;
  private readonly batch: number;
  /** Collection and key of documents that gave way to a unique value. */
  private readonly parked = new Set<string>();

  constructor(private readonly writing: Writing) {
    const { maxRate, signal } = writing;
    const wait = async (ms: number) => void (await sleep(ms, undefined, signal ? { signal } : {}));
    this.limiter = maxRate === undefined ? undefined : new RateLimiter(maxRate, { wait });
    this.batch =
      maxRate === undefined ? BATCH : Math.max(1, Math.min(BATCH, Math.floor(maxRate / PER_SECOND)));
  }

  /**
   * Writes what is still as it was seen; what is not is left for another look.
   * @param again gets the ids of documents that were not in the list and must be looked at, too.
   * @throws ZavaError where something that is not of the model refuses documents.
   */
  async write(differences: readonly Difference[], again: TouchedIds): Promise<void> {
    const byCollection = new Map<CollectionName, Difference[]>();
    for (const one of differences) {
      const same = byCollection.get(one.collection);
      if (same === undefined) byCollection.set(one.collection, [one]);
      else same.push(one);
    }
    for (const [collection, list] of byCollection) await this.writeTo(collection, list, again);
  }

  private async writeTo(
    collection: CollectionName,
    list: readonly Difference[],
    again: TouchedIds,
  ): Promise<void> {
    const of = (kind: Kind) => list.filter((one) => kindOf(one) === kind);
    const truths = list.flatMap(({ truth }) => truth ?? []);
    const wanted = new WantedValues(collection, truths, this.writing.rebuilt);
    for (const piece of this.piecesOf(of('extra'))) {
      await this.admit(piece.length);
      const operations = piece.map((one) => this.removal(one, wanted));
      await this.bulk(collection, 'extra', operations);
    }
    await this.persistently(collection, 'changed', of('changed'), again, async (piece) => {
      const operations = piece.map((one) => ({
        replaceOne: { filter: as(one), replacement: objectOf(one.truth ?? new Uint8Array()) },
      }));
      return this.bulk(collection, 'changed', operations);
    });
    await this.persistently(collection, 'missing', of('missing'), again, async (piece) => {
      const bytes = Buffer.concat(piece.map(({ truth }) => truth ?? new Uint8Array()));
      const mode = { ordered: false, writeConcern: { w: 'majority' } } as const;
      const { inserted, errors = [] } = await insertBson(this.writing.db, collection, bytes, rawDriver, mode);
      this.count('missing', inserted, piece.length - errors.length);
      return errors;
    });
  }

  /** Deletes an extra document, or marks it. */
  private removal(one: Difference, wanted: WantedValues): AnyBulkWriteOperation {
    const filter = as(one);
    if (!this.writing.soft) return { deleteOne: { filter } };
    const freed = wanted.freed(objectOf(one.seen ?? new Uint8Array()));
    const marks = { deleted: true, deleted_at: this.writing.moment };
    return { updateOne: { filter, update: { $set: { ...freed, ...marks } } } };
  }

  /** Writes piece by piece, and once more what a unique index refused, with whatever was in the way out of it. */
  private async persistently(
    collection: CollectionName,
    kind: Kind,
    list: readonly Difference[],
    again: TouchedIds,
    write: (piece: readonly Difference[]) => Promise<readonly WriteError[]>,
  ): Promise<void> {
    for (const piece of this.piecesOf(list)) {
      let left = await this.seenAnew(collection, piece);
      for (let tries = 0; left.length > 0; tries++) {
        await this.admit(left.length);
        const errors = await write(left);
        const refused = errors.flatMap(({ index }) => (index === undefined ? [] : (left[index] ?? [])));
        if (errors.length === 0) break;
        const other =
          errors.find(({ code }) => code !== DUPLICATE_KEY) ?? (tries === TRIES ? errors[0] : undefined);
        // A document that came meanwhile under the very id that was missing is for another look.
        if (
          kind === 'missing' &&
          tries === TRIES &&
          errors.every(({ message }) => / index: _id_ /.test(message))
        ) {
          this.written.contended += refused.length;
          for (const { id } of refused) again.add(collection, { id });
          break;
        }
        if (other !== undefined) throw refusal(collection, other);
        const truths = refused.flatMap(({ truth }) => truth ?? []);
        const parked = await park(this.writing.db, collection, truths);
        this.written.parked += parked.length;
        for (const id of parked) {
          again.add(collection, { id });
          this.parked.add(collection + keyOf(id));
        }
        left = await this.seenAnew(collection, refused);
      }
    }
  }

  /** Those that gave way themselves are not any more what they were seen as. */
  private async seenAnew(
    collection: CollectionName,
    list: readonly Difference[],
  ): Promise<readonly Difference[]> {
    return Promise.all(
      list.map(async (one) => {
        if (one.seen === undefined || !this.parked.has(collection + keyOf(one.id))) return one;
        const seen = await this.writing.db
          .collection(collection)
          .findOne({ _id: one.id as never }, { raw: true });
        return seen === null ? one : { ...one, seen: seen as unknown as Uint8Array };
      }),
    );
  }

  private async admit(documents: number): Promise<void> {
    await this.limiter?.admit(documents);
    this.writing.signal?.throwIfAborted();
  }

  private async bulk(
    collection: CollectionName,
    kind: Kind,
    operations: AnyBulkWriteOperation[],
  ): Promise<readonly WriteError[]> {
    const documents = this.writing.db.collection(collection);
    try {
      const { matchedCount, deletedCount } = await documents.bulkWrite(operations, { ordered: false });
      this.count(kind, matchedCount + deletedCount, operations.length);
      return [];
    } catch (error) {
      const { errors = [] } = answerIn(error);
      const { matchedCount = 0, deletedCount = 0 } = (error as { result?: Document }).result ?? {};
      this.count(kind, matchedCount + deletedCount, operations.length - errors.length);
      return errors;
    }
  }

  private count(kind: Kind, reached: number, tried: number): void {
    this.written[kind] += reached;
    this.written.contended += Math.max(0, tried - reached);
    this.writing.done?.(reached);
  }

  private *piecesOf(list: readonly Difference[]): Generator<readonly Difference[]> {
    let piece: Difference[] = [];
    let bytes = 0;
    for (const one of list) {
      const size = (one.seen?.length ?? 0) + (one.truth?.length ?? 0);
      if (piece.length === this.batch || (piece.length > 0 && bytes + size > BATCH_BYTES)) {
        yield piece;
        piece = [];
        bytes = 0;
      }
      piece.push(one);
      bytes += size;
    }
    if (piece.length > 0) yield piece;
  }
}

/** A filter holds a document once more, and a command may be no larger than one document. */
const FITS_A_FILTER = 7_000_000;

/** The document, as long as it is what was seen; one that does not fit is told by its `_id`. */
const as = ({ id, seen, still }: Difference): Document => ({
  _id: id,
  ...(seen === undefined || still || seen.length > FITS_A_FILTER
    ? {}
    : { $expr: { $eq: ['$$ROOT', { $literal: objectOf(seen) }] } }),
});

const refusal = (collection: CollectionName, { message }: WriteError): ZavaError =>
  new ZavaError(
    `${collection} does not take the documents of the seed: ${message.replace(/\.+$/, '')}; drop the index or the rule that refuses them, and run the same command again.`,
  );
