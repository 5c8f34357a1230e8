/** What a search for differences is asked for, and what it says. */
import type { CollectionName } from '../../core/model/index.js';
import type { OnProgress } from '../../core/progress.js';
import type { Settings } from '../../core/settings/settings.js';
import type { Difference } from '../../core/sketch/pairs.js';
import type { CollectionDigest, CollectionDigests } from '../manifest/read-manifest.js';
import type { Source } from './read.js';

export interface Search {
  /** The database, and how it is read. */
  readonly source: Source;
  /** The world that is expected, the slice of it, and how many threads make it. */
  readonly settings: Settings;
  /** Counts and digests of it that are known already: while nothing speaks against them, nothing is generated. */
  readonly known?: CollectionDigests | undefined;
  /** The collections that are compared; all nine unless given. */
  readonly names?: readonly CollectionName[] | undefined;
  readonly signal: AbortSignal;
  /** Called once for each document that differs, in no particular order: for all of a pass at its end. */
  readonly onDifference: (difference: Difference) => void;
  /** These collections differ; in what is looked for now. */
  readonly onDifferent?: ((names: readonly CollectionName[]) => void) | undefined;
  /** Told of the first reading. */
  readonly onProgress?: OnProgress | undefined;
  /** For tests: cells of the first sketch, and of those that follow at most. */
  readonly cells?: { readonly first: number; readonly most: number } | undefined;
}

/** Both sides of a collection. */
export interface Sides {
  readonly expected: CollectionDigest;
  readonly found: CollectionDigest;
}

/** True where counts and digests say that all documents are the same. */
export const areEqual = ({ expected, found }: Sides): boolean =>
  expected.count === found.count && expected.digest === found.digest;

/** A side of a collection; nothing where it has none. */
export const sideOf = (side: CollectionDigests | undefined, name: CollectionName): CollectionDigest =>
  side?.get(name) ?? { count: 0, digest: '' };
