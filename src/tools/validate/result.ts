/** What a validation found: the shape of `zava validate --json`, and what its report is drawn from. */
import type { CollectionName } from '../../core/model/index.js';

/** The groups of checks, in the order in which they are shown. */
export const GROUPS = [
  'counts',
  'structure',
  'ids',
  'references',
  'copies',
  'money',
  'time',
  'stock',
  'behaviour',
  'embeddings',
  'database',
] as const;

export type Group = (typeof GROUPS)[number];

/** What one check found. */
export interface CheckResult {
  /** Stable: `orders.total`, `order_items.order-exists`, ... */
  readonly id: string;
  readonly group: Group;
  /** What is checked, as one sentence that holds where the check passes. */
  readonly sentence: string;
  readonly ok: boolean;
  /** How many documents (or rows, indexes, ...) break it. */
  readonly broken: number;
  /** Up to five of their ids. */
  readonly examples: readonly string[];
  /** What was found and what was expected, where a number of documents does not say it. */
  readonly detail?: string;
}

/** Orders of a calendar month, and how many the settings lead one to expect. */
export interface MonthFacts {
  /** `2020-01` */
  readonly month: string;
  readonly orders: number;
  readonly expected: number;
}

/** Facts for the report's charts; shares are from 0 to 1. */
export interface ChartFacts {
  readonly months: readonly MonthFacts[];
  /** Lines of each category by calendar month, January first. */
  readonly categories: readonly { readonly name: string; readonly lines: readonly number[] }[];
  readonly stores: readonly {
    readonly name: string;
    readonly orders: number;
    readonly share: number;
    readonly expectedShare: number;
  }[];
  /** Orders by number of lines. */
  readonly baskets: readonly {
    readonly items: number;
    readonly share: number;
    readonly expectedShare: number;
  }[];
  /** Lines by unit price in dollars, each bin from `from` up to (not including) `to`; the last is open (`to` absent). */
  readonly prices: readonly { readonly from: number; readonly to?: number; readonly lines: number }[];
  /** Units in stock by store, and how many rows are at or below their reorder threshold. */
  readonly stock: readonly {
    readonly store: string;
    readonly units: number;
    readonly rows: number;
    readonly low: number;
  }[];
}

/** How much of some documents is sound. */
export interface Quality {
  readonly documents: number;
  /** Those that break a check or more, each once. The two differ only where so many do that their ids are not all kept. */
  readonly broken: { readonly atLeast: number; readonly atMost: number };
  /** At least this share breaks nothing, from 0 to 1; null where there are no documents. */
  readonly share: number | null;
}

/** The data quality score, in all and by collection. */
export interface QualityReport extends Quality {
  readonly collections: Readonly<Record<CollectionName, Quality>>;
  /** Checks of documents that could not be made, and count for nothing here. */
  readonly unmade: number;
}

export interface ValidationReport {
  readonly command: 'validate';
  /** A server (host and port, never a password) or the folder of a dump. */
  readonly target: {
    readonly kind: 'server' | 'dump';
    readonly where: string;
    readonly database: string;
    /** The server's version. */
    readonly version?: string;
  };
  /** What the data was compared with. */
  readonly expected: {
    /** The record of a load in its database, the manifest of a dump, or flags, files and defaults. */
    readonly source: 'record' | 'manifest' | 'settings';
    /** Why no record counts, and what is assumed; one sentence or two. */
    readonly note?: string;
    readonly seed: number;
    readonly formatVersion: number;
    readonly customers: number;
    readonly orders: number;
    readonly start: string;
    readonly end: string;
  };
  readonly documents: Partial<Record<CollectionName, number>>;
  readonly checks: readonly CheckResult[];
  /** What could not be checked, and why; one sentence each. */
  readonly notes: readonly string[];
  /** What is judged document by document; counts, behaviour, stock against sales and indexes are not. */
  readonly quality: QualityReport;
  /** Absent where the data was too broken to count. */
  readonly charts?: ChartFacts;
  readonly ok: boolean;
  readonly milliseconds: number;
}
