/** What Ditto's MongoDB connector keeps in the database that it follows. */
import type { Db } from 'mongodb';

/** Its place in MongoDB's log: where it is, a connector follows the database, or did. */
export const CONNECTOR_SESSIONS = '__ditto_connector_sessions';

/** Writes of devices that MongoDB refused, such as by a validator; nothing else tells of them. */
export const UNSYNCED_DOCUMENTS = '__ditto_unsynced_documents';

/** True where a connector follows a database. @throws the server's error where nobody may list its collections. */
export async function isFollowed(db: Db): Promise<boolean> {
  const found = await db.listCollections({ name: CONNECTOR_SESSIONS }, { nameOnly: true }).toArray();
  return found.length > 0;
}
