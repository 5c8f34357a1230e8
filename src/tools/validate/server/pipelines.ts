/** The checks' work as aggregation pipelines, which run in the server; only counts and a few ids come back. */
import type { Document } from 'mongodb';
import { dittoIdFields } from '../../../core/model/ditto.js';
import { MODELS } from '../../../core/model/index.js';
import { jsonSchemaOf } from '../../../core/model/json-schema.js';
import type { CollectionModel } from '../../../core/model/schema.js';
import {
  DAY,
  type DocumentCheck,
  EXAMPLES,
  type Gathered,
  IDENTIFIED,
  type Parent,
  type Scan,
  type Sums,
  type Tally,
  type Unique,
} from '../checks/check.js';
import type { Expression } from '../expression/terms.js';

/** The schema of sound structure: as a validator has it, not deleted, and with a Ditto id that is not empty. */
function soundSchema(collection: Scan['collection']): Document {
  const model: CollectionModel = MODELS[collection];
  const { properties, ...schema } = jsonSchemaOf(model) as Document;
  const ids = dittoIdFields(model).map((field) => [field, { ...properties[field], minLength: 1 }]);
  return { ...schema, properties: { ...properties, deleted: { enum: [false] }, ...Object.fromEntries(ids) } };
}

/** First all joins, which the server can then do in one go, then the one document out of each list. */
function joins(parents: readonly Parent[]): Document[] {
  if (parents.length === 0) return [];
  const lookups = parents.map(({ as, from, localField, foreignField }) => ({
    $lookup: { from, localField, foreignField, as },
  }));
  return [...lookups, { $set: Object.fromEntries(parents.map(({ as }) => [as, { $first: `$${as}` }])) }];
}

/** What a suspicion is called among the checks of its pipeline. */
export const SUSPECT = 'suspect';

/** What is counted beside the checks: a document that breaks any of them, once. */
export const ANY = 'any';

/** For each check, and for any, the number of documents that break it, and some of their ids. */
function explode(checks: readonly DocumentCheck[]): Document[] {
  const named: Expression = checks.map(({ id, broken }) => ({ $cond: [broken, id, null] }));
  const any = { $cond: [{ $in: ['$broken', [[], [SUSPECT]]] }, [], [ANY]] };
  return [
    { $project: { broken: { $setDifference: [named, [null]] } } },
    { $set: { broken: { $concatArrays: ['$broken', any] } } },
    { $unwind: '$broken' },
    {
      $group: {
        _id: { check: '$broken' },
        broken: { $sum: 1 },
        ids: {
          $minN: { input: '$_id', n: { $cond: [{ $eq: ['$check', ANY] }, IDENTIFIED, EXAMPLES] } },
        },
      },
    },
  ];
}

/** Documents of unsound structure, by the checks that they break. */
export function structurePipeline({ collection, structure }: Scan): Document[] {
  return [{ $match: { $nor: [{ $jsonSchema: soundSchema(collection) }] } }, ...explode(structure)];
}

/**
 * The values of documents of sound structure. What is broken is computed into a field before it is matched, since a
 * server may put the terms of a $match in another order, and an expression on a value of an unexpected type is an error.
 * @param allSound leaves the test of the structure out: a server joins much faster where it needs no $jsonSchema.
 */
export function valuesPipeline({ collection, parents, values }: Scan, allSound: boolean): Document[] {
  return [
    ...(allSound ? [] : [{ $match: { $jsonSchema: soundSchema(collection) } }]),
    ...joins(parents),
    { $set: { zavaBroken: { $or: values.map(({ broken }) => broken) } } },
    { $match: { zavaBroken: true } },
    ...explode(values),
  ];
}

/** What is gathered of the children by parent, to which the parents are added and grouped again: no index is needed. */
export function sumsPipeline({
  parent,
  parentKey,
  parentFields,
  childKey,
  gathered,
  checks,
  suspect,
}: Sums): Document[] {
  const each = (accumulator: (name: string, what: Gathered) => Document) =>
    Object.fromEntries(Object.entries(gathered).map(([name, what]) => [name, accumulator(name, what)]));
  const all: DocumentCheck[] = [...checks];
  if (suspect !== undefined) {
    // Of two parents with one key only one is looked at here, and the other may be the one that is joined.
    const several: Expression = { $and: [{ $gt: ['$children', 0] }, { $gt: ['$parents', 1] }] };
    const broken: Expression = { $or: [suspect.broken, several] };
    all.push({ id: SUSPECT, group: 'references', sentence: '', broken });
  }
  return [
    {
      $group: {
        _id: `$${childKey}`,
        children: { $sum: 1 },
        ...each((_, { by, of }) => ({ [`$${by}`]: of })),
      },
    },
    {
      $unionWith: {
        coll: parent,
        pipeline: [
          {
            $project: {
              _id: `$${parentKey}`,
              parents: { $literal: 1 },
              parent: Object.fromEntries(parentFields.map((field) => [field, `$${field}`])),
            },
          },
        ],
      },
    },
    {
      $group: {
        _id: '$_id',
        children: { $sum: '$children' },
        ...each((name, { by }) => ({ [`$${by}`]: `$${name}` })),
        parents: { $sum: '$parents' },
        parent: { $max: '$parent' },
      },
    },
    { $set: { zavaBroken: { $or: all.map(({ broken }) => broken) } } },
    { $match: { zavaBroken: true } },
    ...explode(all),
  ];
}

export function uniquePipeline({ id, fields }: Unique): Document[] {
  const key = Object.fromEntries(fields.map((field) => [field, `$${field}`]));
  return [
    { $match: Object.fromEntries(fields.map((field) => [field, { $exists: true }])) },
    { $group: { _id: key, n: { $sum: 1 }, ids: { $minN: { input: '$_id', n: IDENTIFIED } } } },
    { $match: { n: { $gt: 1 } } },
    {
      $group: {
        _id: { check: id },
        broken: { $sum: '$n' },
        lists: { $minN: { input: '$ids', n: IDENTIFIED } },
      },
    },
    {
      $project: {
        broken: 1,
        ids: {
          $minN: {
            input: {
              $reduce: { input: '$lists', initialValue: [], in: { $concatArrays: ['$$value', '$$this'] } },
            },
            n: IDENTIFIED,
          },
        },
      },
    },
  ];
}

/** What `countable` says, in the language of queries: behind an expression a server joins at half the speed. */
function countableDocuments(needs: Tally['needs']): Document {
  const fields = Object.entries(needs).map(([field, need]) => [
    field,
    {
      $type: need === 'day' ? 'string' : need,
      // $type and $regex are true of a list, too, where they are of one of its items.
      $not: { $type: 'array' },
      ...(need === 'day' ? { $regex: DAY } : {}),
    },
  ]);
  return Object.fromEntries(fields);
}

export function tallyPipeline({ parents, needs, where, key, sum }: Tally): Document[] {
  return [
    { $match: countableDocuments(needs) },
    ...joins(parents),
    ...(where === undefined ? [] : [{ $match: { $expr: where } }]),
    { $group: { _id: key, sum: { $sum: sum ?? 1 } } },
  ];
}
