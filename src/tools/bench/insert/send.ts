/** One batch to the server by the path of its cell, sent a second time where the connection is lost. */
import { type Db, MongoError } from 'mongodb';
import { DUPLICATE_KEY } from '../../../mongodb/failures.js';
import { isNetworkError } from '../../../mongodb/network-error.js';
import { answerIn, type Inserted, type InsertMode, insertBson } from '../../../mongodb/wire/raw-insert.js';
import { rawDriver } from '../../../mongodb/wire/raw-sequence.js';
import type { Cell } from '../result.js';
import type { Batch } from './workload.js';

/** What the server did with a batch. */
export interface Acknowledgement {
  /** Documents that it took. */
  readonly inserted: number;
  /**
   * Documents that it did not take; an ordered batch ends at the first one. A batch that it took whole without meeting
   * the write concern counts as one.
   */
  readonly errors: number;
  /** How often the batch was sent again. */
  readonly retries: number;
}

/**
 * Codes with which a server says that it is no longer, or not yet, the one to write to: shutdown, step-down, recovery.
 * From the specification of retryable writes.
 */
const NOT_THE_PRIMARY = new Set([91, 189, 10_107, 11_600, 11_602, 13_435, 13_436]);

export function modeOf({ ordered, writeConcern }: Pick<Cell, 'ordered' | 'writeConcern'>): InsertMode {
  const concern = { '1': { w: 1 }, majority: { w: 'majority' }, j: { w: 1, j: true } } as const;
  return { ordered, writeConcern: concern[writeConcern] };
}

/**
 * Sends a batch and resolves when the server has answered.
 * @param db of a client with `retryWrites: false`, so that no retry goes unseen.
 * @throws what the driver fails with, where the connection is lost twice or the command is refused as a whole.
 */
export async function sendBatch(db: Db, batch: Batch, mode: InsertMode): Promise<Acknowledgement> {
  try {
    const { inserted, errors = [] } = await call(db, batch, mode);
    return { inserted, errors: Math.max(batch.documents - inserted, Math.min(1, errors.length)), retries: 0 };
  } catch (failure) {
    if (!worthAnotherTry(failure)) throw failure;
  }
  // Unordered, as the first attempt may have come through: what is there already must not keep the rest out.
  const { inserted, errors = [] } = await call(db, batch, { ...mode, ordered: false });
  const whole = errors.every(({ code }) => code === DUPLICATE_KEY);
  const there = whole ? batch.documents : inserted;
  return { inserted: there, errors: whole ? 0 : Math.max(batch.documents - there, 1), retries: 1 };
}

async function call(db: Db, batch: Batch, mode: InsertMode): Promise<Inserted> {
  if (batch.path === 'bson') return insertBson(db, batch.collection, batch.content, rawDriver, mode);
  const collection = db.collection(batch.collection);
  try {
    const { insertedCount } = await (batch.path === 'insertMany'
      ? collection.insertMany(batch.content, mode)
      : collection.bulkWrite(batch.content, mode));
    return { inserted: insertedCount };
  } catch (error) {
    return answerIn(error);
  }
}

/** The connection broke, or the server went away as the primary. */
function worthAnotherTry(error: unknown): boolean {
  if (isNetworkError(error)) return true;
  return error instanceof MongoError && NOT_THE_PRIMARY.has(Number(error.code));
}
