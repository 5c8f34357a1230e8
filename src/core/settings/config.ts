/** What a generation_config.yaml says, read and checked; that file explains each entry, with its unit. */

interface Preset {
  readonly customers: number;
  readonly orders: number;
}

/** Both inclusive. */
type Pair = readonly [number, number];

/** A whole generation_config.yaml; config-schema.ts says which values are allowed. */
export interface Config {
  readonly preset: string;
  readonly seed: number;
  readonly num_customers?: number | undefined;
  readonly num_orders?: number | undefined;
  readonly catalog: string;
  readonly database: string;
  readonly presets: Readonly<Record<string, Preset>>;
  readonly period: { readonly start: string; readonly end: string };
  readonly growth: {
    readonly year_weights: Readonly<Record<string, number>>;
    readonly weekday_weights: Readonly<Record<Weekday, number>>;
    readonly hour_weights: readonly number[];
  };
  readonly customers: {
    readonly founding_share: number;
    readonly activity_weights: readonly number[];
    readonly area_codes: readonly string[];
  };
  readonly baskets: {
    readonly items_weights: readonly number[];
    readonly quantity_weights: readonly number[];
    readonly themed_share: number;
    readonly themed_line_share: number;
  };
  readonly prices: {
    readonly margin_percent: number;
    readonly band: Pair;
    readonly discount_share: number;
    readonly discount_percents: readonly number[];
  };
  readonly statuses: {
    readonly cancelled_share: number;
    readonly pending_days: number;
    readonly pending_share: number;
    readonly pending_least: number;
  };
  readonly stock: {
    readonly opening: Pair;
    readonly lead_time_days: number;
    readonly minimum_threshold: number;
    readonly cover_days: number;
    readonly lot_size: number;
    readonly noted_share: number;
    readonly short_share: number;
  };
  readonly shards: { readonly orders: number; readonly customers: number };
  readonly load: {
    readonly batch_documents: number;
    readonly batch_bytes: number;
    readonly connections: number;
    readonly stock_update_months?: number | undefined;
    readonly retry_seconds: number;
  };
}

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';
