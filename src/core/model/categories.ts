/** categories: the top level of the assortment, each with its seasonal curve. */
import { type CollectionModel, type DocumentOf, deletedField, type Field, index } from './schema.js';

/** The keys of `seasonal_multipliers`, January first. */
export const MONTHS = [
  'jan',
  'feb',
  'mar',
  'apr',
  'may',
  'jun',
  'jul',
  'aug',
  'sep',
  'oct',
  'nov',
  'dec',
] as const;

type MonthField = { name: (typeof MONTHS)[number]; bson: 'double'; doc: string };

export const categories = {
  name: 'categories',
  purpose: 'Product categories with their demand through the year',
  madeBy: 'catalog',
  fields: [
    { name: '_id', bson: 'string', doc: 'same as category_id' },
    { name: 'category_id', bson: 'string', doc: 'business identifier' },
    { name: 'category_name', bson: 'string', doc: 'display name, unique' },
    {
      name: 'seasonal_multipliers',
      bson: 'map',
      doc: 'demand by month, 1.0 is the baseline; a map and not an array, so that months merge one by one',
      fields: MONTHS.map(
        (name): MonthField => ({ name, bson: 'double', doc: 'multiplier' }),
      ) as readonly MonthField[],
    },
    deletedField,
  ] as const satisfies readonly Field[],
  indexes: [index({ category_id: 1 }, { unique: true }), index({ deleted: 1 })],
  references: [],
  idField: 'category_id',
  dittoId: ['_id'],
} as const satisfies CollectionModel;

export type Category = DocumentOf<typeof categories>;
