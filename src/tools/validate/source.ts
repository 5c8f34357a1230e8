/** Where the data is: a server or a dump. Both do the same work for the checks. */
import type { CollectionName } from '../../core/model/index.js';
import type { IndexSpec } from '../../mongodb/index-specs.js';
import type { Finding, Look, TallyRow, Work } from './checks/check.js';

/** What a piece of work brought. */
export interface Answer {
  readonly findings: readonly Finding[];
  /** Of a tally. */
  readonly rows: readonly TallyRow[];
  /** Why the work could not be done, one sentence; its checks then fail. */
  readonly failure?: string;
  /** The same for some of its checks, by their ids. */
  readonly failures?: ReadonlyMap<string, string>;
}

/** An index as the database has it, with everything that the model knows of. */
export type FoundIndex = IndexSpec & Readonly<Record<string, unknown>>;

/** How a collection is kept. */
export interface FoundStorage {
  readonly indexes: readonly FoundIndex[];
  readonly images: boolean;
}

export interface Source {
  readonly kind: 'server' | 'dump';
  readonly where: string;
  readonly database: string;
  readonly version?: string;
  /** What could not be looked at, one sentence each. */
  readonly notes: string[];
  /** What was found broken by `run`, document by document. */
  readonly looks: Look[];
  counts(): Promise<Map<CollectionName, number>>;
  /**
   * Does all the work; the answers come in its order.
   * @param onShare told now and then how much of it is done, from 0 to 1.
   */
  run(
    works: readonly Work[],
    signal?: AbortSignal,
    onShare?: ((share: number) => void) | undefined,
  ): Promise<Answer[]>;
  /** Undefined where the collection is missing. */
  storage(collection: CollectionName): Promise<FoundStorage | undefined>;
  /** Of a server: the names of the model's indexes that no plan uses. */
  unusedIndexes?(collection: CollectionName): Promise<string[]>;
}
