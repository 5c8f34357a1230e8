/** Whether ids are unique, and what unique indexes do to writes that come from devices. */
import type { Document } from 'mongodb';
import { type CollectionName, MODELS } from '../../../core/model/index.js';
import type { CollectionModel } from '../../../core/model/schema.js';
import { command } from '../../../core/options/table.js';
import { say } from '../../../message.js';
import { keyText, type StoredIndex } from '../../../mongodb/index-comparison.js';
import { counted } from '../../../ui/terminal/words.js';
import { idSetsOf, readable, type Surveyed, type Synced } from './database.js';
import { type Finding, fail, orPass, warn } from './finding.js';
import type { Scan } from './scan.js';
import { valueText } from './value-text.js';

export async function checkUnique(surveyed: Surveyed, scans: readonly Scan[]): Promise<readonly Finding[]> {
  const there = readable(surveyed);
  const sets = there.flatMap((synced) =>
    idSetsOf(synced.name, surveyed.profile).map((fields) => {
      const guarded = isGuarded(synced, fields);
      const types = scans.find(({ name }) => name === synced.name)?.types;
      // An index keeps apart what is one as soon as it is a string.
      const becoming = fields.some((field) => BECOME_STRINGS.some((type) => types?.get(field)?.has(type)));
      return guarded && !becoming ? [] : shared(surveyed, synced.name, fields, guarded);
    }),
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

/** Types that a connector in native mode makes strings of, so that they can meet such a string. */
const BECOME_STRINGS = ['objectId', 'date', 'decimal'];

/** True where the server lets no two documents have the same id: it knows nothing of those that an index leaves out. */
const isGuarded = ({ indexes }: Synced, fields: readonly string[]): boolean =>
  fields.join() === '_id' ||
  indexes.some((index) => isWhole(index) && Object.keys(index.key).every((field) => fields.includes(field)));

const isWhole = ({ unique, sparse, partialFilterExpression }: StoredIndex): boolean =>
  unique === true && sparse !== true && partialFilterExpression === undefined;

/**
 * Looks for documents that are one in Ditto; what is grouped may go to the server's disk. Beside a connector, those that are
 * all marked as deleted are nobody's.
 */
async function shared(
  { db, followed }: Surveyed,
  name: CollectionName,
  fields: readonly string[],
  guarded: boolean,
): Promise<Finding[]> {
  const key = Object.fromEntries(fields.map((field, i) => [`id${i}`, inDitto(`$${field}`)]));
  const marked = followed ? { $eq: ['$deleted', true] } : { $literal: false };
  const stages = [
    { $match: Object.fromEntries(fields.map((field) => [field, { $ne: null }])) },
    {
      $group: {
        _id: key,
        documents: { $sum: 1 },
        live: { $sum: { $cond: [marked, 0, 1] } },
        example: { $min: '$_id' },
      },
    },
    { $match: { documents: { $gt: 1 }, live: { $gt: 0 } } },
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
    if (guarded) return [];
    const what = `${name} has no unique index on ${id}: no two documents have the same now, and nothing keeps it so`;
    return [warn('ids.unique', name, what, say`${command('indexes create')}`)];
  }
  const grouped = `{ ${fields.map((field) => `${field}: ${guarded ? `{ $convert: { input: "$${field}", to: "string", onError: "$${field}" } }` : `"$${field}"`}`).join(', ')} }`;
  const show = `db.${name}.aggregate([{ $group: { _id: ${grouped}, ids: { $push: "$_id" }, n: { $sum: 1 } } }, { $match: { n: { $gt: 1 } } }])`;
  const rid = followed
    ? 'insert what is wanted of each under a new id, and mark all that share one with $set: { deleted: true }, as a delete is final'
    : `delete all but one of each by db.${name}.deleteOne({ _id: ... })`;
  const then = guarded ? say`` : say`, then ${command('indexes create')}`;
  return [
    fail(
      'ids.unique',
      name,
      `${name} has ${counted(found.documents, 'document')} that share ${id} with another (${counted(found.ids, 'value')}, such as in ${valueText(found.example)}), and they are one document in Ditto`,
      say`in mongosh: ${show} shows them; ${rid}${then}`,
    ),
  ];
}

/** The value of a field in Ditto as far as it is documented: an ObjectId and the like as strings. */
const inDitto = (value: string): Document => ({
  $cond: [{ $in: [{ $type: value }, BECOME_STRINGS] }, { $toString: value }, value],
});

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
