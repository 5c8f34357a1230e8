/** Whether ids are unique, and what unique indexes do to writes that come from devices. */
import type { Db } from 'mongodb';
import { type CollectionName, MODELS } from '../../../core/model/index.js';
import type { CollectionModel } from '../../../core/model/schema.js';
import { command } from '../../../core/options/table.js';
import { textOfId } from '../../../core/sketch/id-value.js';
import { say } from '../../../message.js';
import { keyText, type StoredIndex } from '../../../mongodb/index-comparison.js';
import { counted } from '../../../ui/terminal/words.js';
import { idSetsOf, readable, type Surveyed, type Synced } from './database.js';
import { type Finding, fail, orPass, warn } from './finding.js';

export async function checkUnique(surveyed: Surveyed): Promise<readonly Finding[]> {
  const there = readable(surveyed);
  const sets = there.flatMap((synced) =>
    idSetsOf(synced.name, surveyed.profile)
      .filter((fields) => !isGuarded(synced, fields))
      .map((fields) => unguarded(surveyed.db, synced.name, fields)),
  );
  return [
    ...orPass((await Promise.all(sets)).flat(), 'ids.unique', 'A unique index keeps every id unique'),
    ...orPass(
      there.flatMap(foreignUnique),
      'indexes.unique',
      'No unique index beside those of the model refuses what devices write',
    ),
  ];
}

/** True where the server lets no two documents have the same id: it knows nothing of those that an index leaves out. */
const isGuarded = ({ indexes }: Synced, fields: readonly string[]): boolean =>
  fields.join() === '_id' ||
  indexes.some((index) => isWhole(index) && Object.keys(index.key).every((field) => fields.includes(field)));

const isWhole = ({ unique, sparse, partialFilterExpression }: StoredIndex): boolean =>
  unique === true && sparse !== true && partialFilterExpression === undefined;

/** Looks for duplicates where no index rules them out; what is grouped may go to the server's disk. */
async function unguarded(db: Db, name: CollectionName, fields: readonly string[]): Promise<Finding> {
  const key = Object.fromEntries(fields.map((field, i) => [`id${i}`, `$${field}`]));
  const stages = [
    { $match: Object.fromEntries(fields.map((field) => [field, { $ne: null }])) },
    { $group: { _id: key, documents: { $sum: 1 }, example: { $min: '$_id' } } },
    { $match: { documents: { $gt: 1 } } },
    {
      $group: {
        _id: null,
        ids: { $sum: 1 },
        documents: { $sum: '$documents' },
        example: { $min: '$example' },
      },
    },
  ];
  const [found] = await db.collection(name).aggregate(stages, { allowDiskUse: true }).toArray();
  const id = fields.join(' and ');
  if (found === undefined) {
    return warn(
      'ids.unique',
      name,
      `${name} has no unique index on ${id}: no two documents have the same now, and nothing keeps it so`,
      say`${command('indexes create')}`,
    );
  }
  const grouped = `{ ${fields.map((field) => `${field}: "$${field}"`).join(', ')} }`;
  return fail(
    'ids.unique',
    name,
    `${name} has ${counted(found.documents, 'document')} that share ${id} with another (${counted(found.ids, 'value')}, such as in ${textOfId(found.example)}), and they are one document in Ditto`,
    say`in mongosh: db.${name}.aggregate([{ $group: { _id: ${grouped}, ids: { $push: "$_id" }, n: { $sum: 1 } } }, { $match: { n: { $gt: 1 } } }]) shows them; then ${command('indexes create')}`,
  );
}

/** Two devices can make the same value while they are apart; the second one is then refused, and parked. */
function foreignUnique({ name, indexes }: Synced): Finding[] {
  const model: CollectionModel = MODELS[name];
  const own = new Set(model.indexes.map(({ name: index }) => index));
  return indexes
    .filter((index) => index.unique === true && !own.has(index.name))
    .map((index) =>
      warn(
        'indexes.unique',
        name,
        `${name} has the unique index ${index.name} ${keyText(index)}: two devices can make the same value offline, and MongoDB refuses the second, which is parked`,
        `in mongosh: db.${name}.dropIndex("${index.name}")`,
      ),
    );
}
