/** Numbers with their nouns. */
import { grouped } from './numbers.js';

/** `1 index`, `2 indexes`: a number with its noun. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;
