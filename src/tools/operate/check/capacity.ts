/** Whether the planned data has room on the server, and in the smallest tier of Atlas. */

import type { Db } from 'mongodb';
import { MongoServerError } from 'mongodb';
import { option } from '../../../core/options/table.js';
import { say } from '../../../message.js';
import { grouped, size } from '../../../ui/terminal/numbers.js';
import { type Check, failure, ok, warning } from './result.js';

/** Atlas's free tier counts documents without compression, and indexes: 512 MB. */
const SMALL_TIER_BYTES = 512_000_000;

/** What a run would store; bytes are estimates. */
export interface Planned {
  readonly documents: number;
  readonly bytes: number;
  readonly indexBytes: number;
}

/** The disk of the server in bytes; undefined where it does not tell. */
export interface Disk {
  readonly total: number;
  readonly used: number;
}

/** Asks a database that is there: of one without collections the server tells no sizes. */
export async function diskOf(db: Db): Promise<Disk | undefined> {
  for (const one of [db, db.admin()]) {
    try {
      const { fsTotalSize, fsUsedSize } = await one.command({ dbStats: 1 });
      if (fsTotalSize > 0) return { total: fsTotalSize, used: fsUsedSize };
    } catch (error) {
      // The user may not ask, or the tier does not answer: then nothing is known.
      if (!(error instanceof MongoServerError)) throw error;
    }
  }
  return undefined;
}

const planOf = ({ documents, bytes, indexBytes }: Planned): string =>
  `${grouped(documents)} documents, about ${size(bytes)} and ${size(indexBytes)} of indexes`;

/** The estimate is of documents without compression, so what fits here fits by far. */
export function checkDisk(disk: Disk | undefined, planned: Planned): Check {
  const id = 'capacity.disk';
  if (disk === undefined) return ok(id, 'Disk: the server does not tell how much is free');
  const free = disk.total - disk.used;
  const what = `Disk: ${size(free)} of ${size(disk.total)} are free for ${planOf(planned)}`;
  const needed = planned.bytes + planned.indexBytes;
  if (free < needed)
    return failure(
      id,
      what,
      say`make room, take a larger disk, or load less with ${option('preset', 'demo')}`,
    );
  if (free < 2 * needed) return warning(id, what, 'make room: replication keeps a log of the writes as well');
  return ok(id, what);
}

/** @param atlas true where the server may be of the free tier. */
export function checkSmallTier(planned: Planned, atlas: boolean): Check {
  const id = 'capacity.512mb';
  const bytes = planned.bytes + planned.indexBytes;
  const what = `512 MB tier: ${planOf(planned)}`;
  if (bytes <= SMALL_TIER_BYTES) return ok(id, `${what}; that fits`);
  if (!atlas) return ok(id, `${what}; that would not fit, but this is no such tier`);
  return warning(
    id,
    `${what}; that does not fit`,
    say`take M10 or larger, or load less with ${option('preset', 'demo')}`,
  );
}
