/** Whether collections hold what a server acknowledged, as it counts them itself. */
import { option } from '../core/options/table.js';
import { ZavaError } from '../errors.js';
import { say } from '../message.js';
import type { AnyDb } from './any-db.js';

/** Nothing that was sent is missing by the fault of the load, and sending it again would mend nothing. */
export class OtherCount extends ZavaError {}

/** An exact count takes as long as there are documents: no limit of time. */
const PATIENT = { timeoutMS: 0 };

/**
 * @param acknowledged documents by collection.
 * @param place of the collections, for people to read: `database zava at localhost:27017`.
 * @throws OtherCount for the first collection that holds more or fewer.
 */
export async function refuseOtherCounts(
  db: AnyDb,
  acknowledged: ReadonlyMap<string, number>,
  place: string,
): Promise<void> {
  const counted = await Promise.all(
    [...acknowledged].map(async ([name, wanted]) => ({
      name,
      wanted,
      found: await countOf(db, name, wanted),
    })),
  );
  const other = counted.find(({ wanted, found }) => found !== wanted);
  if (other === undefined) return;
  const { name, wanted, found } = other;
  const what = found < wanted ? 'removed documents' : 'wrote';
  throw new OtherCount(
    say`${name} in ${place} holds ${found} documents, and ${wanted} were acknowledged: something else ${what} there meanwhile; stop it, and load again with ${option('drop')}.`,
  );
}

/**
 * What the server keeps in mind is told at once, but may be wrong after it was killed, or in a sharded cluster: where it
 * is not what is wanted, the documents themselves are counted.
 */
export async function countOf(db: AnyDb, name: string, wanted: number): Promise<number> {
  const { n } = await db.command({ count: name });
  if (Number(n) === wanted) return wanted;
  const pipeline = [{ $group: { _id: null, n: { $sum: 1 } } }];
  const { cursor } = await db.command({ aggregate: name, pipeline, cursor: {} }, PATIENT);
  return Number(cursor.firstBatch[0]?.n ?? 0);
}
