/** Making the collections of a load side by side, each after the old one of its name was dropped. */
import type { Db } from 'mongodb';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../../core/model/index.js';
import { isMadeInShards } from '../../../core/model/made-by.js';
import { collectionOptions } from '../../../mongodb/index-specs.js';
import { indexesOf, type LoadOptions } from './load-options.js';
import type { RetryingCommands } from './retrying-commands.js';

/** The server's code where a collection of that name is there. */
const NAMESPACE_EXISTS = 48;

/** Whoever waits for one of these begins as soon as it is there, while others are being made. */
export type Making = ReadonlyMap<CollectionName, Promise<void>>;

/** Those of the shards first: the threads wait for them, and the others' documents come beside. */
const IN_ORDER = [...COLLECTION_NAMES].sort((a, b) => Number(isMadeInShards(b)) - Number(isMadeInShards(a)));

export class CollectionMaker {
  /** Whose indexes were made with them. */
  readonly indexed = new Set<CollectionName>();

  /** @param indexFirst collections that get their indexes while they are empty. */
  constructor(
    private readonly db: Db,
    private readonly options: LoadOptions,
    private readonly indexFirst: ReadonlySet<CollectionName>,
    private readonly withRetry: RetryingCommands['withRetry'],
  ) {}

  /**
   * Begins to make them.
   * @param existing collections that are there. @param after for each of those when it is gone; empty where they stay.
   */
  begin(existing: readonly CollectionName[], after: Making): Making {
    const missing = IN_ORDER.filter((name) => after.has(name) || !existing.includes(name));
    const making = new Map(missing.map((name) => [name, this.make(name, after.get(name))]));
    // A failure is met by whoever waits for it.
    for (const made of making.values()) made.catch(() => {});
    return making;
  }

  private async make(name: CollectionName, dropped: Promise<void> | undefined): Promise<void> {
    await dropped;
    await this.withRetry(() => this.create(name));
    if (!this.indexFirst.has(name)) return;
    await this.makeIndexes(name);
    this.indexed.add(name);
  }

  private async create(name: CollectionName): Promise<void> {
    const options = this.options.storage?.get(name)?.options ?? collectionOptions(MODELS[name]);
    try {
      await this.db.createCollection(name, options);
    } catch (error) {
      // Another part of the load was faster, or an earlier try.
      if ((error as { code?: unknown }).code !== NAMESPACE_EXISTS) throw error;
    }
  }

  /** All indexes of a collection by one command, if there are any. */
  async makeIndexes(name: CollectionName): Promise<void> {
    const indexes = indexesOf(name, this.options);
    if (indexes.length === 0) return;
    const command = { createIndexes: name, indexes, writeConcern: { w: 'majority' } };
    // Without a limit of time: the answer comes when they are built.
    await this.withRetry(() => this.db.command(command, { timeoutMS: 0 }));
  }
}
