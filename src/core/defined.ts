/**
 * A value that is known to be there, such as the item at an index that lies within a list.
 * @param what names it, `the shelf of a store`.
 * @throws RangeError where it is missing, which is a fault of the program.
 */
export function defined<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new RangeError(`Internal error: ${what} is missing.`);
  return value;
}
