/** What cures a wrong id. The server changes no `_id`, and no field that makes an id in Ditto may change. */
import type { CollectionName } from '../../../core/model/index.js';
import { command, option } from '../../../core/options/table.js';
import { type Message, say } from '../../../message.js';
import type { Surveyed } from './database.js';

/**
 * The document is made anew under the right id, and the old one goes: beside a connector it is marked, as a delete is final
 * there, and with that the matter ends; without one it is deleted.
 * @param filter of mongosh, which finds the documents.
 */
export function newDocuments({ followed }: Surveyed, name: CollectionName, filter: string): Message {
  const rid = followed
    ? `mark the old ones: db.${name}.updateMany(${filter}, { $set: { deleted: true } })`
    : `delete the old ones: db.${name}.deleteMany(${filter})`;
  return say`${command('reset', option('soft'))} puts documents of the seed right; of others, which db.${name}.find(${filter}) shows in mongosh, insert what is still wanted as new documents with right ids, and ${rid}`;
}
