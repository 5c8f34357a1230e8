/** The checks of what comes from the catalog: stores, categories, product types, products and their embeddings. */
import { MODELS } from '../../../core/model/index.js';
import type { World } from '../../../core/settings/settings.js';
import {
  add,
  and,
  cents,
  concat,
  type Expression,
  eq,
  gt,
  halfUp,
  lt,
  matches,
  missing,
  multiply,
  ne,
  not,
  or,
  subtract,
} from '../expression/terms.js';
import type { Scan, Unique } from './check.js';
import {
  check,
  copies,
  createdFirst,
  exists,
  inPeriod,
  ofParent,
  parent,
  repeatsId,
  twoDecimals,
  unique,
} from './parts.js';
import { structureChecks } from './structure.js';

export function storeChecks(world: World): (Scan | Unique)[] {
  const known = world.catalog.stores.map((store) => store.store_id);
  return [
    {
      kind: 'scan',
      collection: 'stores',
      parents: [],
      structure: structureChecks(MODELS.stores),
      values: [
        repeatsId('stores', 'store_id'),
        inPeriod('stores', world, ['created_at']),
        check(
          'stores',
          'settings',
          'references',
          'Every store is one of the settings.',
          not({ $in: ['$store_id', known] }),
        ),
        check(
          'stores',
          'address',
          'structure',
          'Every store has an address, a city, a state of two letters and a ZIP code of five digits.',
          or(
            eq('$location.address', ''),
            eq('$location.city', ''),
            not(matches('$location.state', '^[A-Z]{2}$')),
            not(matches('$location.zip', '^\\d{5}$')),
          ),
        ),
      ],
    },
    unique('stores', 'store-id', ['store_id']),
    unique('stores', 'name', ['store_name']),
    unique('stores', 'rls-user', ['rls_user_id']),
  ];
}

export function categoryChecks(): (Scan | Unique)[] {
  const months = MODELS.categories.fields.find((field) => field.name === 'seasonal_multipliers');
  const names = months?.bson === 'map' ? months.fields.map((field) => field.name) : [];
  return [
    {
      kind: 'scan',
      collection: 'categories',
      parents: [],
      structure: structureChecks(MODELS.categories),
      values: [
        repeatsId('categories', 'category_id'),
        check(
          'categories',
          'multipliers',
          'behaviour',
          'Every month of every category has a seasonal multiplier from 0 to 10.',
          or(
            ...names.flatMap((name) => [
              lt(`$seasonal_multipliers.${name}`, 0),
              gt(`$seasonal_multipliers.${name}`, 10),
            ]),
          ),
        ),
      ],
    },
    unique('categories', 'category-id', ['category_id']),
    unique('categories', 'name', ['category_name']),
  ];
}

export function productTypeChecks(): (Scan | Unique)[] {
  const category = parent('category', 'categories', 'category_id', []);
  return [
    {
      kind: 'scan',
      collection: 'product_types',
      parents: [category],
      structure: structureChecks(MODELS.product_types),
      values: [repeatsId('product_types', 'type_id'), exists('product_types', category)],
    },
    unique('product_types', 'type-id', ['type_id']),
    unique('product_types', 'name', ['type_name']),
  ];
}

export function productChecks(world: World): (Scan | Unique)[] {
  const category = parent('category', 'categories', 'category_id', []);
  const type = parent('type', 'product_types', 'type_id', ['category_id']);
  const embedding = parent('embedding', 'product_embeddings', '_id', []);
  const margin = world.prices.margin_percent;
  const lowered = { $toLower: '$sku' };
  return [
    {
      kind: 'scan',
      collection: 'products',
      parents: [category, type, embedding],
      structure: structureChecks(MODELS.products),
      values: [
        repeatsId('products', 'product_id'),
        check(
          'products',
          'product-id',
          'ids',
          'Every product_id is made from the SKU.',
          ne(
            '$product_id',
            concat('prod_', { $replaceAll: { input: lowered, find: '-', replacement: '_' } }),
          ),
        ),
        check(
          'products',
          'sku-form',
          'ids',
          'Every SKU is of the form PWR-DRILL-001.',
          not(matches('$sku', '^[A-Z0-9]+(-[A-Z0-9]+)*$')),
        ),
        exists('products', category),
        exists('products', type),
        copies('products', type, 'category_id', 'category_id', 'category-of-type'),
        check(
          'products',
          'has-embedding',
          'embeddings',
          'Every product has its embeddings.',
          missing('embedding'),
        ),
        check('products', 'cost', 'money', 'Every product costs at least a cent.', lt(cents('$cost'), 1)),
        check(
          'products',
          'base-price',
          'money',
          `base_price is cost / (1 - ${margin} %), to the cent.`,
          ne(
            cents('$base_price'),
            halfUp(multiply(cents('$cost'), 100_000), Math.round((100 - margin) * 1000)),
          ),
        ),
        check(
          'products',
          'margin',
          'money',
          `gross_margin_percent is ${margin}.`,
          ne('$gross_margin_percent', margin),
        ),
        twoDecimals('products', ['cost', 'base_price']),
        check(
          'products',
          'image-url',
          'copies',
          'image_url of products is made from the SKU.',
          ne('$image_url', concat('/images/', lowered, '.jpg')),
        ),
        check(
          'products',
          'texts',
          'structure',
          'Every product has a name and a description.',
          or(eq('$product_name', ''), eq('$product_description', '')),
        ),
        inPeriod('products', world, ['created_at', 'updated_at']),
        createdFirst('products'),
      ],
    },
    unique('products', 'product-id', ['product_id']),
    unique('products', 'sku', ['sku']),
  ];
}

/** How far from 1 the length of a unit vector of doubles may lie: their residues add up to far less. */
const LENGTH_TOLERANCE = 1e-6;

/** True where a vector is not of unit length; a NaN or an infinite component is neither. */
function notUnit(field: string): Expression {
  const square = multiply('$$this', '$$this');
  const sum: Expression = { $reduce: { input: `$${field}`, initialValue: 0, in: add('$$value', square) } };
  // NaN is less than every number: what is compared with the tolerance is negative, so that the sum is made only once.
  return not({ $gte: [subtract(0, { $abs: subtract(sum, 1) }), -LENGTH_TOLERANCE] });
}

export function embeddingChecks(): (Scan | Unique)[] {
  const product = parent('product', 'products', '_id', ['image_url', 'updated_at']);
  const name = 'product_embeddings';
  return [
    {
      kind: 'scan',
      collection: name,
      parents: [product],
      structure: structureChecks(MODELS.product_embeddings),
      values: [
        repeatsId(name, 'product_id'),
        {
          ...exists(name, product),
          sentence: 'Every product_id of product_embeddings is found in products.',
        },
        copies(name, product, 'image_url', 'image_url'),
        copies(name, product, 'created_at', 'updated_at'),
        check(
          name,
          'image-unit',
          'embeddings',
          'Every image_embedding is finite and of unit length.',
          notUnit('image_embedding'),
        ),
        check(
          name,
          'description-unit',
          'embeddings',
          'Every description_embedding is finite and of unit length.',
          notUnit('description_embedding'),
        ),
      ],
    },
    unique(name, 'product-id', ['product_id']),
    unique(name, 'image', ['image_embedding'], 'embeddings'),
    unique(name, 'description', ['description_embedding'], 'embeddings'),
  ];
}

/** The band around a base price in cents, both ends in millionths of a cent: whole numbers, so nothing is rounded. */
export function bandLimits(world: World, base: Expression): { low: Expression; high: Expression } {
  const times = (factor: number) => multiply(base, Math.round(factor * 1_000_000));
  const [low, high] = world.prices.band;
  return { low: times(low), high: times(high) };
}

/** True where a unit price lies outside the band around the base price of `$product`. */
export function outsideBand(world: World): Expression {
  const { low, high } = bandLimits(world, cents('$product.base_price'));
  const price = cents('$unit_price');
  const scaled = multiply(price, 1_000_000);
  // A price of less than a cent is a cent.
  return ofParent(
    'product',
    { base_price: 'double' },
    and(or(lt(scaled, low), gt(scaled, high)), not(eq(price, 1))),
  );
}
