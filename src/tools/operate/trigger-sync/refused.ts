/** Why a collection's validator refuses an update of one field: for that field, or for the document without it. */
import { EJSON } from 'bson';
import { type Document, ObjectId } from 'mongodb';
import type { CollectionName } from '../../../core/model/index.js';
import { command, option } from '../../../core/options/table.js';
import { type Message, say } from '../../../message.js';
import { SYNC_FIELD } from '../../../mongodb/sync-field.js';
import { quoted } from '../../../secrets.js';
import { type Deployment, findCollections } from '../deployment.js';

/**
 * Says what the validator has against the update of one document.
 * @param undo the update took the field away, and set it otherwise.
 */
export async function whyRefused(
  deployment: Deployment,
  name: CollectionName,
  id: unknown,
  undo: boolean,
): Promise<Message> {
  const { db, host } = deployment;
  const validator: Document = (await findCollections(deployment)).get(name)?.validator ?? {};
  // The document before the update: a mark that it may have from before a validator was set is no fault of the rest.
  const stages = [
    { $match: { _id: id } },
    ...(undo ? [] : [{ $unset: SYNC_FIELD }]),
    { $match: { $nor: [validator] } },
    { $project: { _id: 1 } },
  ];
  const bad = (await db.collection(name).aggregate(stages).toArray()).length > 0;
  const where = say`${name} in database ${db.databaseName} at ${host} has a validator that`;
  if (bad) {
    const shown = quoted(shownId(id));
    const again = undo ? 'run this again' : say`go on with ${option('resume')}`;
    return say`${where} refuses the document with the _id ${shown} as it stands; ${command('validate')} and ${command('verify', option('explain'), option('ignoreSyncFields'))} tell what is wrong with it; correct it, then ${again}.`;
  }
  if (undo) return say`${where} demands the field ${SYNC_FIELD}; change that there.`;
  return say`${name} in database ${db.databaseName} at ${host} has a validator that forbids the field ${SYNC_FIELD}; allow it there, or set the validator with ${command('setup', option('validators', 'error'))}.`;
}

/** An id as verify shows it. */
const shownId = (id: unknown): string => {
  if (typeof id === 'string') return id;
  return id instanceof ObjectId ? id.toHexString() : EJSON.stringify(id);
};
