/** A world ready to be made in pieces: what a dataset loads when it is first asked for something. */

import type { Encoded } from '../core/encode/documents.js';
import type { MadeShard, ShardMaker } from '../core/encode/shard-maker.js';
import type { CollectionName } from '../core/model/index.js';
import {
  type CatalogCollection,
  isMadeInShards,
  type ShardCollection,
  type ShardKind,
  shardKindOf,
} from '../core/model/made-by.js';
import type { Settings } from '../core/settings/settings.js';
import { marksFor } from '../core/slices/selection.js';
import { PreparedWorld } from '../core/world/prepared-world.js';
import { Stock } from '../core/world/stock.js';
import { type Delivered, recordOf } from '../engine/load-record.js';
import { MADE_HERE, shardsByThreads, shardsHere, threadsFor } from '../engine/shards.js';
import { ZavaError } from '../errors.js';
import type { RecordContent } from '../mongodb/load-record.js';
import { decodeAll } from './decode.js';
import { Lookup } from './lookup.js';

/** What only a pass over all orders tells. */
interface Passed {
  readonly orders: number;
  readonly lines: number;
  /** With all orders sold. */
  readonly stock: Stock;
  readonly inventory: Encoded;
}

export class Engine {
  readonly lookup: Lookup;
  private readonly prepared: PreparedWorld;
  /** Whom the orders of a slice name: known when all are drawn; undefined where not needed. */
  private readonly marks: SharedArrayBuffer | undefined;
  private readonly maker: ShardMaker;
  private readonly catalog = new Map<CatalogCollection, Encoded>();
  private passing: Promise<Passed> | undefined;
  private passed: Passed | undefined;

  /**
   * @param workers as the option says: undefined leaves it to the size, 0 is this thread.
   * @throws SettingsError where the settings leave nobody to buy or nowhere to buy.
   */
  constructor(
    readonly settings: Settings,
    private readonly workers: number | undefined,
  ) {
    const { world, slice } = settings;
    this.prepared = new PreparedWorld(world, slice);
    this.marks = slice && marksFor(world, slice);
    this.maker = this.prepared.maker(this.marks);
    this.lookup = new Lookup(this.prepared, this.maker, (name) => this.catalogOf(name));
  }

  /** How many documents a collection has; lines, and what a slice has of orders, are counted by drawing all orders. */
  async count(name: CollectionName): Promise<number> {
    if (name === 'order_items') return (await this.pass()).lines;
    const { slice, world } = this.settings;
    if (slice === undefined || !isMadeInShards(name)) return this.prepared.countOf(name);
    if (name === 'orders') return (await this.pass()).orders;
    await this.customersKnown();
    return this.maker.countCustomers({ index: 0, from: 0, customers: world.customers });
  }

  /** Resolves when it is known which customers there are. */
  async customersKnown(): Promise<void> {
    if (this.marks !== undefined) await this.pass();
  }

  /** What a load of all of it leaves besides the documents. */
  async record(delivered: Delivered): Promise<RecordContent> {
    const { stock } = await this.pass();
    return recordOf({ prepared: this.prepared, stock }, delivered);
  }

  /** The documents of a collection as runs of BSON; `bytes` is good until the next run is asked for. */
  async *views(name: CollectionName): AsyncGenerator<Encoded> {
    if (isMadeInShards(name)) {
      if (name === 'customers') await this.customersKnown();
      for await (const shard of this.shards(shardKindOf(name))) yield partOf(shard, name);
    } else yield name === 'inventory' ? (await this.pass()).inventory : this.catalogOf(name);
  }

  /**
   * The documents without a promise between them.
   * @throws ZavaError where there are so many that this thread would stand still for long.
   */
  *documents<T>(name: CollectionName): Generator<T> {
    if (isMadeInShards(name)) {
      const kind = shardKindOf(name);
      this.checkFew(name, kind);
      if (name === 'customers' && this.marks !== undefined) this.passedHere(name);
      for (const shard of shardsHere(this.prepared.shards(kind), this.maker)) {
        yield* decodeAll<T>(partOf(shard, name).bytes);
      }
      return;
    }
    const encoded = name === 'inventory' ? this.passedHere(name).inventory : this.catalogOf(name);
    yield* decodeAll<T>(encoded.bytes);
  }

  private checkFew(name: CollectionName, kind: ShardKind): void {
    const many = this.settings.world[kind];
    if (many <= MADE_HERE) return;
    throw new ZavaError(
      `${name} cannot be iterated without await in a dataset of ${many} ${kind}; allowed are ${MADE_HERE}: use for await.`,
    );
  }

  private shards(kind: ShardKind): Iterable<MadeShard> | AsyncIterable<MadeShard> {
    const workers = threadsFor(this.settings.world[kind], this.workers);
    const shards = this.prepared.shards(kind);
    return workers === 0
      ? shardsHere(shards, this.maker)
      : shardsByThreads(shards, this.prepared, { workers, documents: true, marks: this.marks });
  }

  /** A collection of the catalog, made when it is first asked for. */
  private catalogOf(name: CatalogCollection): Encoded {
    const found = this.catalog.get(name) ?? this.prepared.catalogOf(name);
    this.catalog.set(name, found);
    return found;
  }

  /** One pass over all orders, whoever asks first. */
  private pass(): Promise<Passed> {
    this.passing ??= this.passAll().catch((error: unknown) => {
      // The next one who asks tries again.
      this.passing = undefined;
      throw error;
    });
    return this.passing;
  }

  private async passAll(): Promise<Passed> {
    const workers = threadsFor(this.settings.world.orders, this.workers);
    if (workers === 0) return this.passed ?? this.passHere();
    const stock = new Stock(this.prepared);
    let orders = 0;
    let lines = 0;
    const work = { workers, documents: false, marks: this.marks };
    for await (const { sales, counts } of shardsByThreads(
      this.prepared.shards('orders'),
      this.prepared,
      work,
    )) {
      if (sales === undefined) throw new TypeError('a shard of orders has sales');
      stock.add(sales);
      orders += counts.orders ?? 0;
      lines += counts.order_items ?? 0;
    }
    stock.finish();
    this.passed = { orders, lines, stock, inventory: stock.inventory() };
    return this.passed;
  }

  /** What a pass tells, made in this thread where nobody has made it. @param name the collection that needs it. */
  private passedHere(name: CollectionName): Passed {
    if (this.passed === undefined) this.checkFew(name, 'orders');
    return this.passed ?? this.passHere();
  }

  private passHere(): Passed {
    const stock = new Stock(this.prepared);
    this.passed = { ...stock.sellAll(this.maker), stock, inventory: stock.inventory() };
    return this.passed;
  }
}

function partOf({ documents }: MadeShard, name: ShardCollection): Encoded {
  const encoded = documents[name];
  if (encoded === undefined) throw new TypeError(`a shard of other documents than ${name}`);
  return encoded;
}
