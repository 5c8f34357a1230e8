/** What config/generation_config.yaml may hold. Every key is required there; a file of one's own may leave any out. */
import { z } from 'zod';
import { MAX_BATCH_BYTES, MAX_BATCH_DOCUMENTS } from '../options/limits.js';
import { OPTIONS } from '../options/table.js';
import type { Config } from './config.js';
import {
  count,
  date,
  numberOf,
  percent,
  positive,
  positiveCount,
  share,
  text,
  textOf,
  weight,
  weights,
} from './leaves.js';

const { customers, orders, seed, database } = OPTIONS;
const preset = z.strictObject({ customers: numberOf(customers.kind), orders: numberOf(orders.kind) });
const pair = (allowed: string) =>
  z.tuple([positive, positive], { error: allowed }).refine(([low, high]) => low <= high, { error: allowed });

export const configSchema = z.strictObject({
  preset: text,
  seed: numberOf(seed.kind),
  num_customers: numberOf(customers.kind).optional(),
  num_orders: numberOf(orders.kind).optional(),
  catalog: text,
  database: textOf(database.kind),
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
  statuses: z.strictObject({
    cancelled_share: share,
    pending_days: count(36_500),
    pending_share: share,
    pending_least: count(1_000_000),
  }),
  stock: z.strictObject({
    opening: pair('two numbers of units above 0, the lower one first'),
    lead_time_days: count(365),
    minimum_threshold: count(1_000_000),
    cover_days: count(3650),
    lot_size: positiveCount(1_000_000),
    short_share: share,
    noted_share: share,
  }),
  shards: z.strictObject({ orders: positiveCount(200_000), customers: positiveCount(200_000) }),
  load: z.strictObject({
    batch_documents: positiveCount(MAX_BATCH_DOCUMENTS),
    batch_bytes: positiveCount(MAX_BATCH_BYTES),
    connections: positiveCount(64),
    stock_update_months: positiveCount(1200).optional(),
    retry_seconds: count(86_400),
  }),
}) satisfies z.ZodType<Config>;
