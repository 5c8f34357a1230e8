/** The flags of zava up. */
import { type FlagsOf, OUTPUT, SLICE, WORLD } from './options.js';

export const UP_FLAGS = [...WORLD, 'fit', ...SLICE, 'prune', ...OUTPUT] as const;

export type UpFlags = FlagsOf<(typeof UP_FLAGS)[number]>;
