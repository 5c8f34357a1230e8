/** An id in a sentence. */
import { inspect } from 'node:util';

/** As it is typed: a string in quotes, `new ObjectId('...')`, `NaN`; what is long is cut. */
export const valueText = (id: unknown): string =>
  inspect(id, { breakLength: Number.POSITIVE_INFINITY, depth: 1, maxStringLength: 80, maxArrayLength: 3 });
