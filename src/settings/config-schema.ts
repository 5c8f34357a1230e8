/** What config/generation_config.yaml may hold. Every key is required there; a file of one's own may leave any out. */
import { z } from 'zod';
import { count, date, percent, positive, positiveCount, share, text, weight, weights } from './leaves.js';

/** Customer numbers are 32 bits wide. */
export const MAX_CUSTOMERS = 2 ** 32 - 1;
export const MAX_ORDERS = 100_000_000_000;

const preset = z.strictObject({ customers: count(MAX_CUSTOMERS), orders: count(MAX_ORDERS) });
const pair = (allowed: string) =>
  z.tuple([positive, positive], { error: allowed }).refine(([low, high]) => low <= high, { error: allowed });

export const configSchema = z.strictObject({
  preset: text,
  seed: count(Number.MAX_SAFE_INTEGER),
  num_customers: count(MAX_CUSTOMERS).optional(),
  num_orders: count(MAX_ORDERS).optional(),
  catalog: text,
  database: text
    .refine((name) => !/[/\\. "$*<>:|?\0]/.test(name) && name.length < 64, {
      error: 'a database name: at most 63 characters, none of / \\ . " $ * < > : | ? and no space',
    })
    .refine((name) => !/^(admin|local|config)$/i.test(name), {
      error: "any database but the server's own, which are admin, local and config",
    }),
  presets: z.record(z.string(), preset),
  period: z.strictObject({ start: date, end: date }),
  growth: z.strictObject({
    year_weights: z.record(z.string().regex(/^\d{4}$/, { error: 'a year' }), weight),
    weekday_weights: z.strictObject({
      mon: weight,
      tue: weight,
      wed: weight,
      thu: weight,
      fri: weight,
      sat: weight,
      sun: weight,
    }),
    hour_weights: weights(24).refine((list) => list.length === 24, { error: 'a list of 24 numbers from 0' }),
  }),
  customers: z.strictObject({
    founding_share: share,
    activity_weights: weights(16),
    area_codes: z
      .array(
        z.string({ error: 'three digits in quotes' }).regex(/^\d{3}$/, { error: 'three digits in quotes' }),
        {
          error: 'a list of area codes',
        },
      )
      .min(1, { error: 'a list of area codes' }),
  }),
  baskets: z.strictObject({
    items_weights: weights(255),
    quantity_weights: weights(255),
    themed_share: share,
    themed_line_share: share,
  }),
  prices: z.strictObject({
    margin_percent: percent,
    band: pair('two numbers above 0, the lower one first'),
    discount_share: share,
    discount_percents: z.array(positiveCount(99)).min(1, { error: 'a list of percents from 1 to 99' }),
  }),
  statuses: z.strictObject({ cancelled_share: share, pending_days: count(36_500), pending_share: share }),
  stock: z.strictObject({
    opening: pair('two numbers of units above 0, the lower one first'),
    lead_time_days: count(365),
    minimum_threshold: count(1_000_000),
    cover_days: count(3650),
    lot_size: positiveCount(1_000_000),
    noted_share: share,
  }),
  shards: z.strictObject({ orders: positiveCount(200_000), customers: positiveCount(200_000) }),
  load: z.strictObject({
    batch_documents: positiveCount(100_000),
    batch_bytes: positiveCount(47_000_000),
    connections: positiveCount(64),
    stock_update_months: positiveCount(1200),
    retry_seconds: count(86_400),
  }),
});

/** A whole generation_config.yaml. */
export type Config = z.infer<typeof configSchema>;
