/** The known name that is meant by one with a slip of the keyboard in it. */
import { closest, distance } from 'fastest-levenshtein';

/**
 * Capitals do not count.
 * @param most slips at most; half of the letters of `given` unless told otherwise.
 * @returns undefined where none is near.
 */
export function nearest(
  given: string,
  known: readonly string[],
  most: number = given.length / 2,
): string | undefined {
  const small = given.toLowerCase();
  const lowered = known.map((name) => name.toLowerCase());
  if (small === '' || lowered.length === 0) return undefined;
  const near = closest(small, lowered);
  return distance(small, near) <= most ? known[lowered.indexOf(near)] : undefined;
}
