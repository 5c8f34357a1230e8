/** A world ready to be made in pieces: what a dataset loads when it is first asked for something. */
import type { ShardTask } from '../coordinator/messages.js';
import { Preparation } from '../coordinator/preparation.js';
import type { Encoded } from '../encode/documents.js';
import { ShardMaker } from '../encode/shard-maker.js';
import { ZavaError } from '../errors.js';
import type { CollectionName } from '../model/index.js';
import { customerShardsOf, orderShardsOf } from '../plan/plan.js';
import type { Settings } from '../settings/settings.js';
import { decodeAll } from './decode.js';
import { Lookup } from './lookup.js';
import type { DatasetOptions } from './options.js';
import { settingsOf } from './settings.js';
import { MADE_HERE, type MadeShard, shardsByThreads, shardsHere, threadsFor } from './shards.js';

/** The collections that are made in shards, by the shards they are made with; all others fit into memory. */
const SHARDS_OF: { readonly [name in CollectionName]?: ShardTask['kind'] } = {
  customers: 'customers',
  orders: 'orders',
  order_items: 'orders',
};

/** What only a pass over all orders tells. */
interface Passed {
  readonly lines: number;
  readonly inventory: Encoded;
}

export class Engine {
  readonly settings: Settings;
  readonly lookup: Lookup;
  /** As the option says: undefined leaves it to the size, 0 is this thread. */
  private readonly workers: number | undefined;
  private readonly preparation: Preparation;
  private readonly maker: ShardMaker;
  private readonly catalog = new Map<CollectionName, Encoded>();
  private readonly restOfCatalog: Iterator<[CollectionName, Encoded]>;
  /** Has a ledger of its own, which one pass uses up. */
  private unused: Preparation | undefined;
  private passing: Promise<Passed> | undefined;
  private passed: Passed | undefined;

  /** @throws SettingsError */
  constructor(options: DatasetOptions) {
    this.settings = settingsOf(options);
    this.workers = options.workers;
    this.preparation = new Preparation(this.settings.world);
    this.unused = this.preparation;
    this.maker = new ShardMaker(this.settings.world, this.preparation.names);
    this.restOfCatalog = this.preparation.reference();
    this.lookup = new Lookup(this.settings.world, this.maker, (name) => this.catalogOf(name));
  }

  /** How many documents a collection has; the lines, and nothing else, are counted by drawing all orders. */
  async count(name: CollectionName): Promise<number> {
    if (name === 'customers' || name === 'orders') return this.settings.world[name];
    if (name === 'inventory') return this.preparation.rows.length;
    if (name === 'order_items') return (await this.pass()).lines;
    return this.catalogOf(name).documents;
  }

  /** The documents of a collection as runs of BSON; `bytes` is good until the next run is asked for. */
  async *views(name: CollectionName): AsyncGenerator<Encoded> {
    const kind = SHARDS_OF[name];
    if (kind === undefined) {
      yield name === 'inventory' ? (await this.pass()).inventory : this.catalogOf(name);
      return;
    }
    for await (const shard of this.shards(kind, true)) yield partOf(shard, name);
  }

  /**
   * The documents without a promise between them.
   * @throws ZavaError where there are so many that this thread would stand still for long.
   */
  *documents<T>(name: CollectionName): Generator<T> {
    const kind = SHARDS_OF[name];
    if (kind !== undefined) {
      this.checkFew(name, kind);
      for (const shard of shardsHere(this.tasks(kind), this.maker)) {
        yield* decodeAll<T>(partOf(shard, name).bytes);
      }
      return;
    }
    if (name === 'inventory' && this.passed === undefined) this.checkFew(name, 'orders');
    const encoded = name === 'inventory' ? (this.passed ?? this.passHere()).inventory : this.catalogOf(name);
    yield* decodeAll<T>(encoded.bytes);
  }

  private checkFew(name: CollectionName, kind: ShardTask['kind']): void {
    const many = this.settings.world[kind];
    if (many <= MADE_HERE) return;
    throw new ZavaError(
      `${name} cannot be iterated without await in a dataset of ${many} ${kind}; allowed are ${MADE_HERE}: use for await.`,
    );
  }

  private *tasks(kind: ShardTask['kind']): Generator<ShardTask> {
    const { world } = this.settings;
    if (kind === 'customers') for (const shard of customerShardsOf(world)) yield { kind, shard };
    else for (const shard of orderShardsOf(this.maker.plan, world.shards.orders)) yield { kind, shard };
  }

  private shards(
    kind: ShardTask['kind'],
    documents: boolean,
  ): Iterable<MadeShard> | AsyncIterable<MadeShard> {
    const { world } = this.settings;
    const workers = threadsFor(world[kind], this.workers);
    if (workers === 0) return shardsHere(this.tasks(kind), this.maker);
    const { names } = this.preparation;
    return shardsByThreads(this.tasks(kind), { world, names, workers, documents });
  }

  /** A collection of the catalog as a load writes it; those before it are made first. */
  private catalogOf(name: CollectionName): Encoded {
    for (;;) {
      const found = this.catalog.get(name);
      if (found !== undefined) return found;
      const next = this.restOfCatalog.next();
      if (next.done) throw new Error(`${name} is not of the catalog`);
      this.catalog.set(...next.value);
    }
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
    if (threadsFor(this.settings.world.orders, this.workers) === 0) return this.passed ?? this.passHere();
    const stock = this.stock();
    for await (const shard of this.shards('orders', false)) stock.add(shard);
    this.passed = stock.finish();
    return this.passed;
  }

  private stock(): Stock {
    const preparation = this.unused ?? new Preparation(this.settings.world);
    this.unused = undefined;
    return new Stock(preparation);
  }

  private passHere(): Passed {
    const stock = this.stock();
    for (const task of this.tasks('orders')) {
      if (task.kind !== 'orders') continue;
      const sales = this.maker.drawOrders(task.shard);
      stock.add({ sales, lines: this.maker.columns.lines });
    }
    this.passed = stock.finish();
    return this.passed;
  }
}

/** What the shards of orders add up to. */
class Stock {
  private lines = 0;

  /** @param preparation of which nobody else uses the ledger. */
  constructor(private readonly preparation: Preparation) {}

  /** Shards come in order of time, so the months before this one's first are complete. */
  add({ sales, lines = 0 }: MadeShard): void {
    const { ledger } = this.preparation;
    if (sales === undefined) throw new TypeError('a shard of orders has sales');
    ledger.fold(sales.fromMonth);
    ledger.add(sales);
    this.lines += lines;
  }

  finish(): Passed {
    const { ledger, months } = this.preparation;
    ledger.fold(months.count);
    return { lines: this.lines, inventory: this.preparation.inventory() };
  }
}

function partOf(shard: MadeShard, name: CollectionName): Encoded {
  const encoded = shard[name as 'customers' | 'orders' | 'order_items'];
  if (encoded === undefined) throw new TypeError(`a shard of other documents than ${name}`);
  return encoded;
}
