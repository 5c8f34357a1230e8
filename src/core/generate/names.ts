/** The names that customers bear, prepared once: faker's, chosen by the seed. */
import { madeFile } from '../../package-files.js';
import { streamFor } from '../random/stream.js';
import { emailPart, FIRST_NAME_BITS, LAST_NAME_BITS, type Names } from './name-parts.js';

/**
 * faker's words for people of the United States, as scripts/made.mjs writes them into dist/made/names.json: to load them from
 * faker takes longer than to make a small dataset. Sorted by code unit, so that an order of faker's own never reaches the data;
 * of those that look the same in an email address the first.
 */
interface NameWords {
  readonly first: readonly string[];
  /** Each once. */
  readonly last: readonly string[];
}

/**
 * Words that look the same in an email count once.
 * @public for scripts/made.mjs
 */
export function unlikeInEmail(words: readonly string[]): string[] {
  const byEmail = new Map<string, string>();
  for (const word of [...words].sort()) {
    const part = emailPart(word);
    if (!byEmail.has(part)) byEmail.set(part, word);
  }
  return [...byEmail.values()];
}

/** `wanted` of the words, in an order made by the seed. */
function choose(words: readonly string[], wanted: number, seed: number, what: string): string[] {
  const list = [...words];
  if (list.length < wanted) throw new Error(`faker has ${list.length} ${what}, ${wanted} are needed`);
  const stream = streamFor(seed, 'names', what);
  for (let i = 0; i < wanted; i++) {
    const j = i + stream.below(list.length - i);
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list.slice(0, wanted);
}

/**
 * The names of a seed. faker has fewer than 512 last names, so some are joined with a hyphen, as faker itself does.
 * faker's version is pinned: another one may hold other words, which would be a new format version.
 */
export function makeNames(seed: number): Names {
  const { first, last: single } = madeFile('names.json') as NameWords;
  const stream = streamFor(seed, 'names', 'joined');
  const joined = Array.from({ length: 128 }, () => {
    const [a, b] = [stream.below(single.length), stream.below(single.length - 1)];
    return `${single[a]}-${single[b < a ? b : b + 1]}`;
  });
  return {
    first: choose(first, 2 ** FIRST_NAME_BITS, seed, 'first'),
    last: choose(unlikeInEmail([...single, ...joined]), 2 ** LAST_NAME_BITS, seed, 'last'),
  };
}
