/** The one function that is taken from jstat, which has no types of its own. */
import { createRequire } from 'node:module';

interface Jstat {
  readonly chisquare: { inv(probability: number, degrees: number): number };
}

/** The value below which a chi-square variable of so many degrees of freedom stays with this probability. */
export function chiSquareQuantile(probability: number, degrees: number): number {
  const { chisquare } = createRequire(import.meta.url)('jstat') as Jstat;
  return chisquare.inv(probability, degrees);
}
