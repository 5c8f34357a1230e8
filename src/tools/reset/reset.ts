/**
 * A loaded database back to exactly its seed, by difference: what is not as it should be is found, by the server's own log or
 * by a comparison of everything, and written back as what the seed makes of it.
 */
import type { Timestamp } from 'mongodb';
import type { CollectionName } from '../../core/model/index.js';
import { option } from '../../core/options/table.js';
import type { OnProgress } from '../../core/progress.js';
import { textOfId } from '../../core/sketch/id-value.js';
import { keyOf } from '../../core/world/ids.js';
import { ZavaError } from '../../errors.js';
import { type Message, say } from '../../message.js';
import { nowOf, Untold } from '../../mongodb/change-reader.js';
import { countOf } from '../../mongodb/counts.js';
import { justAfter } from '../../mongodb/load-record.js';
import { ChangeLog } from './change-log.js';
import {
  type Collections,
  finishCollections,
  type Made,
  openCollections,
  surveyCollections,
} from './collections.js';
import {
  type Difference,
  type Differences,
  differencesAmong,
  type Grounds,
  KINDS,
  lookAt,
} from './differences.js';
import { isSame } from './raw.js';
import type { ResetOutcome, ResetSurvey } from './result.js';
import { TouchedIds } from './touched.js';
import { Writer } from './write.js';

/** How often what another client changes meanwhile is put right again. */
const ROUNDS = 10;

export interface Resetting extends Grounds {
  readonly made: Made;
  /** How many documents each collection should hold. */
  readonly counts: ReadonlyMap<CollectionName, number>;
  /** Finds the ids of all documents that differ, by reading everything. */
  readonly compare: (touched: TouchedIds) => Promise<void>;
}

/**
 * The moment from which the server's log tells all that was changed; where it does not, why, or `undefined` where it is not
 * to be asked.
 */
export type Since = { readonly since: Timestamp } | { readonly why: Message | undefined };

/** How one reset goes. */
export interface Way {
  readonly maxRate?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** What was found, and what is needed to put it right. */
interface Found {
  readonly survey: ResetSurvey;
  readonly differences: Differences;
  readonly collections: Collections;
}

export class Reset {
  private log: ChangeLog | undefined;
  /** When the search began, by performance.now(). */
  private began = 0;

  /** Nothing is asked of the server yet. */
  constructor(
    private readonly resetting: Resetting,
    private readonly since: Since,
  ) {
    if ('since' in since) this.log = ChangeLog.open(resetting.db, since.since, true);
  }

  /**
   * Looks what there is to do. Nothing is written.
   * @throws ZavaError where a collection is something that no reset mends; the driver's error where the server cannot be read.
   */
  async find({ signal }: Way = {}): Promise<Found> {
    const { db, made, soft } = this.resetting;
    this.began = performance.now();
    const [collections, told] = await Promise.all([surveyCollections(db, made, soft), this.told(signal)]);
    if ('why' in told) return this.compared(told.why, collections, signal);
    // Of those that were marked before, the changes do not tell how many they are.
    const unlike = soft ? undefined : await this.unexplained(told.differences);
    return unlike === undefined
      ? this.surveyed('changes', told.differences, collections)
      : this.compared(unlike, collections, signal);
  }

  /** What differs of all that the log names; or why it names not all. */
  private async told(
    signal: AbortSignal | undefined,
  ): Promise<{ readonly differences: Differences } | { readonly why: Message | undefined }> {
    if ('why' in this.since) return this.since;
    if (this.log === undefined) return { why: "the server's log could not be followed any more" };
    const touched = new TouchedIds();
    try {
      await this.log.readInto(touched);
    } catch (error) {
      if (!(error instanceof Untold)) throw error;
      return { why: error.message };
    }
    return { differences: await lookAt(this.resetting, touched, signal) };
  }

  /** Reads everything; whatever is written meanwhile, the log will name, where there is one. */
  private async compared(
    why: Message | undefined,
    collections: Collections,
    signal: AbortSignal | undefined,
  ): Promise<Found> {
    const touched = new TouchedIds();
    await this.compareInto(touched);
    const differences = await lookAt(this.resetting, touched, signal);
    return this.surveyed('comparison', differences, collections, why);
  }

  /** Reads everything, with a log that begins before, where the server keeps one. */
  private async compareInto(touched: TouchedIds): Promise<void> {
    const { db, compare } = this.resetting;
    await this.log?.close();
    this.log = undefined;
    try {
      this.log = ChangeLog.open(db, justAfter(await nowOf(db)), false);
      // It begins with the first question, which must not come after the reading.
      await this.log.readInto(new TouchedIds());
    } catch (error) {
      if (!(error instanceof Untold)) throw error;
      await this.log?.close();
      this.log = undefined;
    }
    await compare(touched);
  }

  private surveyed(
    by: ResetSurvey['by'],
    differences: Differences,
    collections: Collections,
    why?: Message,
  ): Found {
    const found = [...differences.counts].map(([name, kinds]) => [
      name,
      Object.fromEntries(
        KINDS.map((kind) => [kind, { documents: kinds[kind].documents, ids: kinds[kind].ids.map(textOfId) }]),
      ),
    ]);
    const survey: ResetSurvey = {
      by,
      ...(why === undefined ? {} : { why }),
      of: [...this.resetting.counts.values()].reduce((sum, count) => sum + count, 0),
      documents: differences.documents,
      collections: Object.fromEntries(found),
      alterations: collections.altered.flatMap(alterationsOf),
      removals: collections.altered.flatMap(removalsOf),
      foreignIndexes: collections.foreign,
    };
    return { survey, differences, collections };
  }

  /** Why the log cannot have told all: a collection holds other than the changes explain. */
  private async unexplained(differences: Differences): Promise<Message | undefined> {
    const unlike = [...this.resetting.counts].map(async ([name, wanted]) => {
      const kinds = differences.counts.get(name);
      const there = wanted + (kinds?.extra.documents ?? 0) - (kinds?.missing.documents ?? 0);
      const found = await countOf(this.resetting.db, name, there);
      return found === there ? [] : [`${name} holds ${found} documents, and the log explains ${there}`];
    });
    return (await Promise.all(unlike)).flat()[0];
  }

  /**
   * Writes what was found, then looks again at everything that was touched meanwhile, until all of it is right.
   * @returns also the moment from which the log tells all later changes; undefined where there is none.
   * @throws ZavaError where another client writes faster than this can follow, or something refuses the documents; the
   * signal's reason. What is right by then stays right.
   */
  async apply(
    { survey, differences, collections }: Found,
    way: Way = {},
  ): Promise<{ readonly outcome: ResetOutcome; readonly until: Timestamp | undefined }> {
    const { db, soft, made } = this.resetting;
    let done = 0;
    const { onProgress, ...rest } = way;
    const writer = new Writer({
      ...rest,
      db,
      soft,
      rebuilt: new Set(collections.altered.flatMap(({ missing }) => missing.map(({ name }) => name))),
      moment: `${new Date().toISOString().slice(0, 19)}Z`,
      done: (documents) => {
        done += documents;
        onProgress?.({ phase: 'documents', done, total: Math.max(done, survey.documents), bytes: 0 });
      },
    });
    await openCollections(db, collections.altered, made);
    const touched = new TouchedIds();
    // What is known of them from before comes first: that this reset wrote them makes none of them new.
    touched.addAll(differences.ids);
    await this.writeAll(writer, differences, touched, way.signal);
    const until = await this.lastLooks(writer, differences, touched, way.signal);
    await finishCollections(db, collections.altered);
    const softDeleted = await this.counted(soft);
    const { parked, contended, ...written } = writer.written;
    const seconds = Math.round(performance.now() - this.began) / 1000;
    const outcome = { ...survey, written, placeholders: parked, contended, softDeleted, seconds };
    return { outcome, until };
  }

  private async writeAll(
    writer: Writer,
    differences: Differences,
    touched: TouchedIds,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (differences.kept !== undefined) return writer.write(differences.kept, touched);
    for await (const piece of differencesAmong(this.resetting, differences.ids, signal)) {
      await writer.write(piece, touched);
    }
  }

  /** Looks until everything is right that was written here, and whatever the log names besides. */
  private async lastLooks(
    writer: Writer,
    written: Differences,
    touched: TouchedIds,
    signal: AbortSignal | undefined,
  ): Promise<Timestamp | undefined> {
    let before = written;
    for (let round = 0; round < ROUNDS; round++) {
      const until = await this.readOn(touched);
      const now = await lookAt(this.resetting, touched, signal);
      if (now.documents === 0) return until;
      const still = markStill(before, now);
      writer.written.contended -= still;
      await this.writeAll(writer, now, touched, signal);
      before = now;
    }
    const [[name, kinds] = []] = before.counts;
    const ids = KINDS.flatMap((kind) => kinds?.[kind].ids ?? []).map(textOfId);
    throw new ZavaError(
      `Another client goes on writing to ${name} in database ${this.resetting.db.databaseName}, such as to ${ids.slice(0, 3).join(', ')}: stop it, and run the same command again.`,
    );
  }

  /** What the log names since the last time; a log that was overwritten meanwhile is made up for by a comparison. */
  private async readOn(touched: TouchedIds): Promise<Timestamp | undefined> {
    try {
      return await this.log?.readInto(touched);
    } catch (error) {
      if (!(error instanceof Untold)) throw error;
      if (!error.isLost) throw notAlone(error);
      await this.compareInto(touched);
      return this.log?.readInto(touched);
    }
  }

  /**
   * Holds the server's own counts against those of the load.
   * @returns how many documents are there that are marked as deleted. @throws ZavaError where there are others.
   */
  private async counted(soft: boolean): Promise<number> {
    const { db, counts, made } = this.resetting;
    const marked = await Promise.all(
      made.collections.map((name) => (soft ? db.collection(name).countDocuments({ deleted: true }) : 0)),
    );
    await Promise.all(
      made.collections.map(async (name, i) => {
        const wanted = (counts.get(name) ?? 0) + (marked[i] ?? 0);
        const found = await countOf(db, name, wanted);
        if (found === wanted) return;
        throw new ZavaError(
          say`${name} in database ${db.databaseName} holds ${found} documents after the reset, and not ${wanted}: something else writes there; stop it, and run the same command again with ${option('full')}.`,
        );
      }),
    );
    return marked.reduce((sum, count) => sum + count, 0);
  }

  async close(): Promise<void> {
    await this.log?.close();
  }
}

/**
 * What is as it was in the look before, although it was written, is told by its `_id` alone from now on.
 * @returns how many are.
 */
function markStill(before: Differences, now: Differences): number {
  const seen = new Map<string, Uint8Array | undefined>();
  for (const { collection, id, seen: bytes } of before.kept ?? []) seen.set(collection + keyOf(id), bytes);
  const isStill = ({ collection, id, seen: bytes }: Difference) => {
    const was = seen.get(collection + keyOf(id));
    return was !== undefined && bytes !== undefined && isSame(was, bytes);
  };
  const { kept = [] } = now;
  now.kept &&= kept.map((one) => (isStill(one) ? { ...one, still: true } : one));
  return kept.filter(isStill).length;
}

type Altered = Collections['altered'][number];

const alterationsOf = ({ collection, gone, images, missing }: Altered): string[] => [
  ...(gone ? [`the collection ${collection}`] : []),
  ...(images ? [`the images of ${collection}`] : []),
  ...missing.map(({ name }) => `the index ${name} of ${collection}`),
];

const removalsOf = ({ collection, validator, wrong }: Altered): string[] => [
  ...(validator ? [`the validator of ${collection}`] : []),
  ...wrong.map((name) => `the index ${name} of ${collection}`),
];

/** A collection goes while it is reset only by somebody else. */
const notAlone = ({ message }: Untold): ZavaError =>
  new ZavaError(
    `Another client is at work on the same database, as ${message}: stop it, and run the same command again.`,
  );
