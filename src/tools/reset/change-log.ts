/**
 * What has been written to the nine collections since a moment, as the server's own log has it: a change stream gives the
 * ids, and the server's work does not grow with the dataset.
 */
import { type ChangeStream, type Db, type Document, MongoServerError, Timestamp } from 'mongodb';
import { COLLECTION_NAMES, type CollectionName } from '../../core/model/index.js';
import { withoutStop } from '../../message.js';
import type { TouchedIds } from './touched.js';

/** Why the log does not tell what happened. */
export class Untold extends Error {
  /** @param isLost it has been overwritten since, so that one that begins now would tell what comes. */
  constructor(
    message: string,
    readonly isLost = false,
  ) {
    super(message);
  }
}

/** What ends the history of a collection: what was in it is not told document by document. */
const WHOLE = ['drop', 'rename', 'dropDatabase', 'invalidate'];

/** The server's codes for a moment that its log does not reach back to. */
const LOST = [286, 280, 136];

/** And for what it cannot do. */
const UNABLE: Readonly<Record<number, string>> = {
  40573: 'the server is no member of a replica set',
  40415: 'the server is older than MongoDB 6.0',
};

/** How long one look waits for something to come, in milliseconds; the log is read to a certain moment anyway. */
const WAIT_MS = 1;

/** Reads on from where it was. */
export class ChangeLog {
  private constructor(
    private readonly db: Db,
    private readonly stream: ChangeStream,
    private readonly fromRight: boolean,
  ) {}

  /**
   * From the first write at `since`, by the cluster's clock, or after it. Nothing is asked of the server yet.
   * @param fromRight everything was right then, so that what was inserted since is not of the seed.
   */
  static open(db: Db, since: Timestamp, fromRight: boolean): ChangeLog {
    const whole = { operationType: { $in: WHOLE } };
    const stream = db.watch(
      [
        { $match: { $or: [{ 'ns.coll': { $in: [...COLLECTION_NAMES] } }, whole] } },
        {
          $project: {
            operationType: 1,
            ns: 1,
            to: 1,
            documentKey: 1,
            'fullDocumentBeforeChange.order_id': 1,
          },
        },
      ],
      {
        startAtOperationTime: since,
        fullDocumentBeforeChange: 'whenAvailable',
        maxAwaitTimeMS: WAIT_MS,
        batchSize: 10_000,
        readPreference: 'primary',
      },
    );
    // Failures are met by whoever reads.
    stream.on('error', () => {});
    return new ChangeLog(db, stream, fromRight);
  }

  /**
   * Reads all writes that were acknowledged before it was called.
   * @returns the moment up to which everything is known.
   * @throws Untold where the log does not reach back so far, or a collection was dropped or renamed.
   */
  async readInto(touched: TouchedIds): Promise<Timestamp> {
    const until = await nowOf(this.db);
    try {
      for (;;) {
        const event: Document | null = await this.stream.tryNext();
        if (event !== null) this.take(event, touched);
        else {
          const read = momentOf(this.stream.resumeToken);
          if (read === undefined) throw new Untold('the server does not tell how far its log was read');
          if (read.greaterThanOrEqual(until)) return read;
        }
      }
    } catch (error) {
      throw reasonOf(error);
    }
  }

  async close(): Promise<void> {
    await this.stream.close();
  }

  private take({ operationType, ns, to, documentKey, ...event }: Document, touched: TouchedIds): void {
    const names = [ns?.coll, to?.coll].filter(isOurs);
    if (WHOLE.includes(operationType)) {
      if (names.length === 0 && (operationType === 'drop' || operationType === 'rename')) return;
      const what = names.length === 0 ? 'the database' : names.join(' and ');
      throw new Untold(`${what} was dropped or renamed since`);
    }
    const [name] = names;
    if (name === undefined || documentKey === undefined) return;
    const order: unknown = event.fullDocumentBeforeChange?.order_id;
    touched.add(name, {
      id: documentKey._id,
      ...(typeof order === 'string' ? { order } : {}),
      ...(operationType === 'insert' && this.fromRight ? { isNew: true } : {}),
    });
  }
}

const isOurs = (name: unknown): name is CollectionName =>
  (COLLECTION_NAMES as readonly unknown[]).includes(name);

/** The cluster's clock. */
export async function nowOf(db: Db): Promise<Timestamp> {
  const { operationTime } = await db.command({ ping: 1 }, { readPreference: 'primary' });
  if (operationTime === undefined) throw new Untold('the server is no member of a replica set');
  return operationTime;
}

/**
 * The moment of a resume token: its text begins with the type of a timestamp, 0x82, and the timestamp's eight bytes, the
 * highest first (the format of MongoDB's KeyString). Undefined where it begins otherwise.
 */
function momentOf(token: unknown): Timestamp | undefined {
  const { _data } = (token ?? {}) as { readonly _data?: unknown };
  const [, seconds, increment] = /^82([0-9A-F]{8})([0-9A-F]{8})/i.exec(String(_data)) ?? [];
  if (seconds === undefined || increment === undefined) return undefined;
  return new Timestamp({ t: Number.parseInt(seconds, 16), i: Number.parseInt(increment, 16) });
}

/** Where the user lacks the right; Atlas' small tiers have a code of their own. */
const DENIED = [13, 8000];

/** The server's refusal to follow as what it means; any other failure as it is. */
function reasonOf(error: unknown): unknown {
  if (!(error instanceof MongoServerError)) return error;
  const code = Number(error.code);
  if (DENIED.includes(code))
    return new Untold("the user may not read the server's log (the right changeStream)");
  if (LOST.includes(code)) return new Untold("the server's log does not reach back to it", true);
  // Whatever else it refuses, such as to tell of a document whose id is too large for a change stream.
  return new Untold(
    UNABLE[code] ?? `the server does not tell what was changed (${withoutStop(error.message)})`,
  );
}
