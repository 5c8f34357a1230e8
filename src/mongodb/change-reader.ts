/** What has been written to a database since a moment, as the server's own log has it: a change stream, read to now. */
import {
  type ChangeStream,
  type ChangeStreamOptions,
  type Db,
  type Document,
  MongoServerError,
  Timestamp,
} from 'mongodb';
import { withoutStop } from '../message.js';
import { isDenied } from './privileges.js';

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
export class ChangeReader {
  private readonly stream: ChangeStream;

  /**
   * From the first write at `since`, by the cluster's clock, or after it. Nothing is asked of the server yet.
   * @param pipeline what of the events is wanted; the resume token, their `_id`, must stay.
   */
  constructor(
    private readonly db: Db,
    since: Timestamp,
    pipeline: Document[],
    options: Pick<ChangeStreamOptions, 'fullDocumentBeforeChange'> = {},
  ) {
    this.stream = db.watch(pipeline, {
      ...options,
      startAtOperationTime: since,
      maxAwaitTimeMS: WAIT_MS,
      batchSize: 10_000,
      readPreference: 'primary',
    });
    // Failures are met by whoever reads.
    this.stream.on('error', () => {});
  }

  /**
   * Reads all writes that were acknowledged before it was called.
   * @param take gets each event; what it throws ends the reading.
   * @returns the moment up to which everything is known.
   * @throws Untold where the log does not reach back so far, or cannot be read.
   */
  async read(take: (event: Document) => void): Promise<Timestamp> {
    const until = await nowOf(this.db);
    try {
      for (;;) {
        const event: Document | null = await this.stream.tryNext();
        if (event !== null) take(event);
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
}

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

/** The server's refusal to follow as what it means; any other failure as it is. */
function reasonOf(error: unknown): unknown {
  if (!(error instanceof MongoServerError)) return error;
  if (isDenied(error)) return new Untold("the user may not read the server's log (the right changeStream)");
  const code = Number(error.code);
  if (LOST.includes(code)) return new Untold("the server's log does not reach back to it", true);
  // Whatever else it refuses, such as to tell of a document whose id is too large for a change stream.
  return new Untold(
    UNABLE[code] ?? `the server does not tell what was changed (${withoutStop(error.message)})`,
  );
}
