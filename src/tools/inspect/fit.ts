/** How large a dataset may be so that its documents and indexes fit into so much room. */

import { option } from '../../core/options/table.js';
import { type Flags, resolveSettings, type Surroundings } from '../../core/settings/resolve.js';
import type { World } from '../../core/settings/settings.js';
import { SettingsError } from '../../errors.js';
import { planReport } from './plan-report.js';

export interface Fit {
  /** Of the preset, as --scale takes it. */
  readonly scale: number;
  /** Estimates, in bytes: data and indexes, and the record of the load. */
  readonly bytes: number;
}

/**
 * What is left free, as estimates are not exact, and the indexes of small collections, which are there before their documents,
 * take more room than those that are built at the end; see tests/integration/fit.test.ts.
 */
const SPARE = 0.05;

/** Significant digits of a scale: a thousandth more or less makes no difference, and people can type it again. */
const DIGITS = 4;

const MOST_TRIES = 6;

const roundedDown = (scale: number): number => {
  const step = 10 ** (Math.floor(Math.log10(scale)) + 1 - DIGITS);
  return Number((Math.floor(scale / step) * step).toPrecision(DIGITS));
};

/**
 * What the record of a load takes for each row of inventory: 200 (preset `tiny`) to 330 bytes (`full`), with one receipt
 * after the other. It also has the catalog, as JSON.
 */
const RECORD_PER_ROW = 330;

/** Bytes of data and indexes, and of the record, estimated. */
function roomOf(world: World): number {
  const { bytes, indexBytes, collections } = planReport(world);
  const record = JSON.stringify(world.catalog).length + RECORD_PER_ROW * collections.inventory.documents;
  return bytes + indexBytes + record;
}

/**
 * The largest scale of the preset whose data and indexes fit. Documents of one kind have about one size, so what they
 * take grows with the scale in a straight line, which is drawn through the last two sizes that were looked at.
 * @param limit bytes.
 * @throws SettingsError where even a hundred customers do not fit, or the counts are fixed by something else.
 */
export function fitInto(limit: number, shown: string, flags: Flags, surroundings: Surroundings): Fit {
  const worldAt = (scale: number) => resolveSettings({ ...flags, scale }, surroundings, 'fit').world;
  const usable = limit * (1 - SPARE);
  const least = smallest(worldAt(1));
  let below = { scale: least, bytes: roomOf(worldAt(least)) };
  if (below.bytes > usable) {
    const needed = Math.ceil(below.bytes / (1 - SPARE) / 1e6);
    throw new SettingsError({
      setting: option('fit'),
      value: shown,
      problem: `and stores, catalog, inventory and a hundred customers take ${needed} MB`,
      allowed: 'at least that',
    });
  }
  let other = { scale: least * 10, bytes: roomOf(worldAt(least * 10)) };
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const slope = (other.bytes - below.bytes) / (other.scale - below.scale);
    if (!(slope > 0)) break;
    const scale = roundedDown(below.scale + (usable - below.bytes) / slope);
    if (scale <= below.scale) break;
    const found = { scale, bytes: roomOf(worldAt(scale)) };
    if (found.bytes > usable) other = found;
    else {
      if (other.bytes <= usable) other = below;
      below = found;
    }
  }
  return below;
}

/** The scale that gives a hundred customers, or the preset itself where it has fewer. */
const smallest = ({ customers }: World): number => Math.min(1, 100 / Math.max(1, customers));
