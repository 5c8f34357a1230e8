/** --fit: the size of the dataset from the room that there is. */
import { sizeOf } from '../tools/inspect/size.js';
import { grouped, size } from '../ui/terminal/numbers.js';
import { type Context, type OutputFlags, prepare, type WorldFlags } from './command.js';
import type { FlagsOf } from './options.js';

export type FitFlags = FlagsOf<'fit'>;

/** `prepare`, with the scale that --fit asks for; which one that is, is told. */
export async function prepareFitting(flags: WorldFlags & OutputFlags & FitFlags, context: Context) {
  const { fit, ...others } = flags;
  if (fit === undefined) return prepare(others, context);
  const { fitInto } = await import('../tools/inspect/fit.js');
  const { scale, bytes } = fitInto(sizeOf(fit), fit, others, context);
  const prepared = await prepare({ ...others, scale: String(scale) }, context);
  const { customers, orders } = prepared.settings.world;
  prepared.screen.note(
    `--fit ${fit} is --scale ${scale}: ${grouped(customers)} customers, ${grouped(orders)} orders, about ${size(bytes)} with indexes.`,
  );
  return prepared;
}
