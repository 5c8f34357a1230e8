/** What would be lost with some collections, before they are dropped. */
import { makeClient, toUserError } from './connect.js';
import { CONNECTOR_SESSIONS } from './connector.js';
import { unlessRefused } from './first-contact.js';
import { closeWithTimeout, unlessAborted, whileAnswering } from './presence.js';

export interface Held<N extends string> {
  /** The collections that hold documents, with how many the server believes to be there. */
  readonly documents: ReadonlyMap<N, number>;
  /** Ditto's connector follows the database. */
  readonly followed: boolean;
}

/**
 * Looks over a connection of its own.
 * @throws ZavaError where there is no server, no right to read, or the server stops answering; the reason of `signal`.
 */
export async function heldDocuments<N extends string>(
  uri: string,
  database: string,
  names: readonly N[],
  signal?: AbortSignal,
): Promise<Held<N>> {
  const client = makeClient({ uri, connections: 2, compressors: [] });
  const db = client.db(database);
  const count = async () => {
    const asked = { name: { $in: [...names, CONNECTOR_SESSIONS] } };
    const found = await db.listCollections(asked, { nameOnly: true }).toArray();
    const documents = new Map<N, number>();
    for (const name of names) {
      // A view holds none of its own.
      if (!found.some((one) => one.name === name && one.type !== 'view')) continue;
      const collection = db.collection(name);
      // The count may be wrong after a crash; whether there is any is not.
      if ((await collection.findOne({}, { projection: { _id: 1 } })) === null) continue;
      documents.set(name, Math.max(1, await collection.estimatedDocumentCount()));
    }
    return { documents, followed: found.some(({ name }) => name === CONNECTOR_SESSIONS) };
  };
  try {
    return await unlessAborted(signal, whileAnswering({ client, uri }, unlessRefused(client, uri, count())));
  } catch (error) {
    throw toUserError(error, uri);
  } finally {
    await closeWithTimeout(client.close());
  }
}
