/** Quantiles of the distributions that tests and intervals need. They come from jstat, which has no types of its own. */
import { createRequire } from 'node:module';

interface Distribution {
  inv(probability: number, degrees: number): number;
}

const require = createRequire(import.meta.url);

// Loaded when it is first needed: most commands get by without it.
const jstat = (): Readonly<Record<'chisquare' | 'studentt', Distribution>> => require('jstat');

/** The value below which a chi-square variable of so many degrees of freedom stays with this probability. */
export const chiSquareQuantile = (probability: number, degrees: number): number =>
  jstat().chisquare.inv(probability, degrees);

/** The value below which Student's t of so many degrees of freedom stays with this probability. */
export const studentQuantile = (probability: number, degrees: number): number =>
  jstat().studentt.inv(probability, degrees);
