/** Reading a collection as finished BSON. */
import type { ClientSession, Db, Document } from 'mongodb';

/** Documents that one reply of the server holds at most; it sends no more than 16 MB at once in any case. */
const BATCH = 10_000;

/** The driver leaves the documents of these arrays as they are, and counts in 64 bits. */
const RAW = { fieldsAsRaw: { firstBatch: true, nextBatch: true }, useBigInt64: true };

/**
 * The documents of a collection or of a find command, batch by batch in the order of the server, as views of its
 * replies. A collection that is not there has none.
 *
 * By the plain commands find and getMore: the driver's own cursor, with `raw: true` too, looks at each element of every
 * document and takes six times as long (mongodb 7.8, Node.js 20). But it knows the router that holds a cursor, which
 * commands do not, so a sharded cluster is read by it.
 * @throws what the driver throws.
 */
export async function* rawBatches(
  db: Db,
  find: { readonly find: string; readonly filter?: Document; readonly projection?: Document },
  sharded: boolean,
): AsyncGenerator<readonly Uint8Array[], void, void> {
  if (sharded) return yield* byCursor(db, find);
  const session = db.client.startSession();
  try {
    yield* byCommands(db, find, session);
  } finally {
    await session.endSession();
  }
}

/** True where the server is the router of a sharded cluster. */
export async function isSharded(db: Db): Promise<boolean> {
  return (await db.command({ hello: 1 })).msg === 'isdbgrid';
}

type Find = Parameters<typeof rawBatches>[1];

async function* byCommands(
  db: Db,
  find: Find,
  session: ClientSession,
): AsyncGenerator<readonly Uint8Array[], void, void> {
  const options = { ...RAW, session };
  const first = await db.command({ ...find, batchSize: BATCH }, options);
  yield first.cursor.firstBatch;
  // Whoever stops early leaves a cursor, which the server closes with the session, at the latest with the client.
  for (let id: bigint = first.cursor.id; id !== 0n; ) {
    const next = await db.command({ getMore: id, collection: find.find, batchSize: BATCH }, options);
    id = next.cursor.id;
    yield next.cursor.nextBatch;
  }
}

async function* byCursor(db: Db, find: Find): AsyncGenerator<readonly Uint8Array[], void, void> {
  const { find: name, filter = {}, ...options } = find;
  const cursor = db.collection(name).find(filter, { ...options, batchSize: BATCH, raw: true });
  try {
    while (await cursor.hasNext()) yield cursor.readBufferedDocuments() as unknown as Uint8Array[];
  } finally {
    await cursor.close();
  }
}
