/** The one frozen object that everything else is given. */

import type { Catalog } from './catalog-entries.js';
import type { Config } from './config.js';
import type { Slice } from './slice.js';

/** What decides the bytes: same world, same format version, same data. */
export interface World {
  readonly seed: number;
  /** Numbers of documents. */
  readonly customers: number;
  readonly orders: number;
  /** First and last day, both inclusive, as days since 1970-01-01. */
  readonly firstDay: number;
  readonly lastDay: number;
  readonly growth: Config['growth'];
  readonly registration: Config['customers'];
  readonly baskets: Config['baskets'];
  readonly prices: Config['prices'];
  readonly statuses: Config['statuses'];
  readonly stock: Config['stock'];
  readonly shards: Config['shards'];
  readonly catalog: Catalog;
}

/** The world, and how it is made and loaded. */
export interface Settings {
  readonly world: World;
  /** The part of the world that is wanted, where that is not all of it. */
  readonly slice?: Slice | undefined;
  readonly preset: string;
  readonly database: string;
  /** True where nothing but the default configuration names it, so that a connection string may. */
  readonly databaseIsDefault: boolean;
  /** Worker threads as asked for; undefined leaves the number to what is done. */
  readonly workers: number | undefined;
  readonly load: Config['load'];
  /** Things worth telling the user, such as a variable that overrides the preset asked for. */
  readonly notes: readonly string[];
}
