/** --fit: the size of the dataset from the room that there is. */
import type { Command } from 'commander';
import { SettingsError } from '../errors.js';
import { fitInto } from '../fit/fit.js';
import { sizeOf } from '../fit/size.js';
import { grouped, size } from '../ui/numbers.js';
import { type Context, type OutputFlags, prepare, type WorldFlags } from './command.js';

export interface FitFlags {
  fit?: string;
}

export const addFitFlag = (command: Command): Command =>
  command.option(
    '--fit <size>',
    'the largest scale whose data and indexes fit into so much: 300MB, 2GiB, or m0 (the free tier of Atlas)',
  );

/**
 * `prepare`, with the scale that --fit asks for; which one that is, is told.
 * @throws SettingsError where another flag decides the size, too.
 */
export function prepareFitting(flags: WorldFlags & OutputFlags & FitFlags, context: Context) {
  const { fit, ...others } = flags;
  if (fit === undefined) return prepare(others, context);
  const other = (['scale', 'customers', 'orders'] as const).find((flag) => flags[flag] !== undefined);
  if (other !== undefined) {
    throw new SettingsError(
      `--fit chooses the number of customers and orders, and so does --${other}; give one of the two.`,
    );
  }
  const { scale, bytes } = fitInto(sizeOf(fit), fit, others, context);
  const prepared = prepare({ ...others, scale: String(scale) }, context);
  const { customers, orders } = prepared.settings.world;
  prepared.screen.note(
    `--fit ${fit} is --scale ${scale}: ${grouped(customers)} customers, ${grouped(orders)} orders, about ${size(bytes)} with indexes.`,
  );
  return prepared;
}
