/** What one run adds to a prepared world: its clock, its stock, and which customers its orders have named so far. */
import type { World } from '../core/settings/settings.js';
import type { Slice } from '../core/settings/slice.js';
import { marksFor } from '../core/slices/selection.js';
import { PreparedWorld } from '../core/world/prepared-world.js';
import { Stock } from '../core/world/stock.js';

export class RunContext {
  /** When the run began, by performance.now(): preparing the world is a part of it. */
  readonly start = performance.now();
  readonly prepared: PreparedWorld;
  /** Begins with the opening stock, and is what is left of it in the end. */
  readonly stock: Stock;
  /** Whom the orders of the slice name, which the threads that make them write down here; undefined where not needed. */
  readonly marks: SharedArrayBuffer | undefined;

  /** @throws SettingsError where the settings leave nobody to buy or nowhere to buy. */
  constructor(world: World, slice?: Slice) {
    this.prepared = new PreparedWorld(world, slice);
    this.stock = new Stock(this.prepared);
    this.marks = slice && marksFor(world, slice);
  }
}
