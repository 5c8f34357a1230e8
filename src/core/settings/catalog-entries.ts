/** What stands in the files of a catalog folder, read and checked; catalog-schema.ts says which values are allowed. */
import type { MONTHS } from '../model/categories.js';
import type { Weekday } from './config.js';

/** Local hours of opening and closing, from 0 to 24. */
type Hours = readonly [number, number];

export interface StoreConfig {
  readonly store_id: string;
  readonly store_name: string;
  readonly rls_user_id: string;
  readonly is_online: boolean;
  readonly customer_weight: number;
  readonly order_frequency: number;
  readonly order_value: number;
  readonly tax_rate_percent: number;
  readonly timezone: string;
  readonly assortment?: number | undefined;
  /** A weekday left out is closed. A store without hours never closes. */
  readonly hours?: { readonly [D in Weekday]?: Hours | undefined } | undefined;
  readonly location: {
    readonly address: string;
    readonly city: string;
    readonly state: string;
    readonly zip: string;
    readonly latitude?: number | undefined;
    readonly longitude?: number | undefined;
  };
}

export interface CategoryConfig {
  readonly category_id: string;
  readonly category_name: string;
  readonly seasonal_multipliers: Readonly<Record<(typeof MONTHS)[number], number>>;
}

export interface ProductTypeConfig {
  readonly type_id: string;
  readonly type_name: string;
  readonly category_id: string;
}

export interface ProductConfig {
  readonly sku: string;
  readonly type_id: string;
  readonly product_name: string;
  readonly cost: number;
  readonly product_description: string;
  readonly specifications: Readonly<Record<string, string | number>>;
}

export interface TimezoneConfig {
  readonly utc_offset: number;
  readonly daylight: 'us' | 'eu' | 'none';
}

/** What the shops are and sell, in the order of the files. */
export interface Catalog {
  readonly stores: readonly StoreConfig[];
  readonly categories: readonly CategoryConfig[];
  readonly productTypes: readonly ProductTypeConfig[];
  readonly products: readonly ProductConfig[];
  readonly timezones: Readonly<Record<string, TimezoneConfig>>;
}
