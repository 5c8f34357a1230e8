/** The flags that take a part of the dataset, the same for a dump and for a load. */
import type { Command } from 'commander';
import { SettingsError } from '../errors.js';
import type { Settings } from '../settings/settings.js';
import { sliceOf } from '../slices/slice.js';
import type { FitFlags } from './fit-flags.js';

export interface SliceFlags {
  store?: string;
  customersOf?: string;
  since?: string;
  sample?: string;
}

export const addSliceFlags = (command: Command): Command =>
  command
    .option('--store <name>', "only what these stores' devices hold: seattle, or several by commas")
    .option('--customers-of <ids>', 'only these customers, by customer_id, with their orders and stores')
    .option('--since <date>', 'only orders from that day on, with those who placed them')
    .option('--sample <share>', 'only a share of the orders, such as 0.05 or 5%, with those who placed them');

/**
 * The settings with the slice that the flags ask for.
 * @throws SettingsError
 */
export function sliced(settings: Settings, flags: SliceFlags & FitFlags): Settings {
  const slice = sliceOf(flags, settings.world);
  if (slice === undefined) return settings;
  if (flags.fit !== undefined) {
    throw new SettingsError(
      '--fit chooses the size of the whole dataset, and --store, --customers-of, --since and --sample take a part of one; give one of the two.',
    );
  }
  return { ...settings, slice };
}
