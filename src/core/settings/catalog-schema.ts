/** What the files of a catalog folder may hold. */
import { z } from 'zod';
import { MONTHS } from '../model/categories.js';
import type {
  CategoryConfig,
  ProductConfig,
  ProductTypeConfig,
  StoreConfig,
  TimezoneConfig,
} from './catalog-entries.js';
import {
  boolean,
  id,
  isWellFormed,
  numberIn,
  positiveCount,
  shortText,
  text,
  uuid,
  weight,
} from './leaves.js';
import { parse } from './parse.js';

const HOURS = 'an opening and a closing hour from 0 to 24, such as [7, 21]';
const hours = z
  .tuple(
    [z.number({ error: HOURS }).int({ error: HOURS }), z.number({ error: HOURS }).int({ error: HOURS })],
    {
      error: HOURS,
    },
  )
  .refine(([open, close]) => open >= 0 && close <= 24 && open < close, { error: HOURS })
  .optional();

const latitude = z.number({ error: 'degrees from -90 to 90' }).min(-90, { error: 'degrees from -90 to 90' });
const longitude = z
  .number({ error: 'degrees from -180 to 180' })
  .min(-180, { error: 'degrees from -180 to 180' });

const STATE = 'two capital letters, such as WA';
const ZIP = 'five digits in quotes, such as "98101"';

/** Names are copied into every order or line. */
const MOST_NAME_BYTES = 200;

export const storeSchema: z.ZodType<StoreConfig> = z.strictObject({
  store_id: id,
  store_name: shortText(MOST_NAME_BYTES),
  rls_user_id: uuid,
  is_online: boolean,
  customer_weight: weight,
  order_frequency: weight,
  order_value: z
    .number({ error: 'a number from 0.25 to 4' })
    .min(0.25, { error: 'a number from 0.25 to 4' })
    .max(4, {
      error: 'a number from 0.25 to 4',
    }),
  tax_rate_percent: z
    .number({ error: 'a percentage from 0 to 50 with at most three decimals' })
    .refine((rate) => rate >= 0 && rate <= 50 && Math.round(rate * 1000) / 1000 === rate, {
      error: 'a percentage from 0 to 50 with at most three decimals',
    }),
  timezone: text,
  assortment: positiveCount(1_000_000).optional(),
  /** Local hours by weekday; a weekday left out is closed. A store without hours never closes. */
  hours: z
    .strictObject({ mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: hours, sun: hours })
    .optional(),
  location: z.strictObject({
    address: text,
    city: text,
    state: z.string({ error: STATE }).regex(/^[A-Z]{2}$/, { error: STATE }),
    zip: z.string({ error: ZIP }).regex(/^\d{5}$/, { error: ZIP }),
    latitude: latitude.max(90, { error: 'degrees from -90 to 90' }).optional(),
    longitude: longitude.max(180, { error: 'degrees from -180 to 180' }).optional(),
  }),
});

const multiplier = numberIn(0, 10);

export const categorySchema: z.ZodType<CategoryConfig> = z.strictObject({
  category_id: id,
  category_name: text,
  seasonal_multipliers: z.strictObject(
    Object.fromEntries(MONTHS.map((month) => [month, multiplier])) as Record<
      (typeof MONTHS)[number],
      typeof multiplier
    >,
  ),
});

export const productTypeSchema: z.ZodType<ProductTypeConfig> = z.strictObject({
  type_id: id,
  type_name: text,
  category_id: id,
});

const COST = 'an amount in dollars from 0.01 to 100000 with at most two decimals';
const SKU = 'a SKU such as PWR-DRILL-001: capital letters, digits and hyphens';

export const productSchema: z.ZodType<ProductConfig> = z.strictObject({
  sku: z.string({ error: SKU }).regex(/^[A-Z0-9]+(-[A-Z0-9]+)*$/, { error: SKU }),
  type_id: id,
  product_name: shortText(MOST_NAME_BYTES),
  cost: z
    .number({ error: COST })
    .refine((cost) => cost >= 0.01 && cost <= 100_000 && Math.round(cost * 100) / 100 === cost, {
      error: COST,
    }),
  product_description: text,
  specifications: z.record(
    z.string().regex(/^[a-z][a-z0-9_]*$/, { error: 'a name of lower-case letters, digits and _' }),
    // A whole number is stored as int32.
    z
      .union([z.string().refine(isWellFormed), z.number()], { error: 'a text or a number' })
      .refine((value) => !Number.isInteger(value) || Math.abs(Number(value)) < 2 ** 31, {
        error: 'a text, a number, or a whole number of 32 bits',
      }),
  ),
});

export const timezoneSchema: z.ZodType<TimezoneConfig> = z.strictObject({
  utc_offset: z
    .number({ error: 'a whole number of hours from -12 to 14' })
    .refine((n) => Number.isInteger(n) && n >= -12 && n <= 14, {
      error: 'a whole number of hours from -12 to 14',
    }),
  daylight: z.enum(['us', 'eu', 'none'], { error: 'us, eu or none' }),
});

const catalogSchema = z.strictObject({
  stores: z.array(storeSchema),
  categories: z.array(categorySchema),
  productTypes: z.array(productTypeSchema),
  products: z.array(productSchema),
  timezones: z.record(z.string(), timezoneSchema),
});

/**
 * A whole catalog as one value, such as one that was kept with a load, by the form of its entries.
 * @throws SettingsError naming `where` and the entry.
 */
export const checkedCatalog = (value: unknown, where: string): z.infer<typeof catalogSchema> =>
  parse(catalogSchema, value, where);
