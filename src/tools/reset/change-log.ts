/**
 * What has been written to the nine collections since a moment, as the server's own log has it: a change stream gives the
 * ids, and the server's work does not grow with the dataset.
 */
import type { Db, Document, Timestamp } from 'mongodb';
import { COLLECTION_NAMES, type CollectionName } from '../../core/model/index.js';
import { ChangeReader, Untold } from '../../mongodb/change-reader.js';
import type { TouchedIds } from './touched.js';

/** What ends the history of a collection: what was in it is not told document by document. */
const WHOLE = ['drop', 'rename', 'dropDatabase', 'invalidate'];

/** Reads on from where it was. */
export class ChangeLog {
  private constructor(
    private readonly reader: ChangeReader,
    private readonly fromRight: boolean,
  ) {}

  /**
   * From the first write at `since`, by the cluster's clock, or after it. Nothing is asked of the server yet.
   * @param fromRight everything was right then, so that what was inserted since is not of the seed.
   */
  static open(db: Db, since: Timestamp, fromRight: boolean): ChangeLog {
    const whole = { operationType: { $in: WHOLE } };
    const pipeline = [
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
    ];
    const reader = new ChangeReader(db, since, pipeline, { fullDocumentBeforeChange: 'whenAvailable' });
    return new ChangeLog(reader, fromRight);
  }

  /**
   * Reads all writes that were acknowledged before it was called.
   * @returns the moment up to which everything is known.
   * @throws Untold where the log does not reach back so far, or a collection was dropped or renamed.
   */
  readInto(touched: TouchedIds): Promise<Timestamp> {
    return this.reader.read((event) => this.take(event, touched));
  }

  async close(): Promise<void> {
    await this.reader.close();
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
