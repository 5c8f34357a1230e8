/** What makes the shards of a world, or of a slice of it, in one thread. */
import { ShardMaker } from '../encode/shard-maker.js';
import type { Names } from '../generate/name-parts.js';
import type { WorldParts } from '../generate/world-parts.js';
import type { World } from '../settings/settings.js';
import type { Slice } from '../settings/slice.js';
import { SliceSelection } from '../slices/selection.js';

/** What a thread must know of a world: plain data. */
export interface MakerSetup {
  readonly world: World;
  readonly names: Names;
  readonly slice?: Slice | undefined;
  /** Where they are made already; they do not go from thread to thread. */
  readonly parts?: WorldParts | undefined;
}

/**
 * It has buffers of its own, so each thread needs one.
 * @param marks of a slice whose customers are known when all its orders are made; see `marksFor`.
 */
export function makerOf({ world, names, slice, parts }: MakerSetup, marks?: SharedArrayBuffer): ShardMaker {
  return new ShardMaker(world, names, slice && new SliceSelection(world, slice, marks), parts);
}
