/** The reset of a database for tests. What it needs is made with the first one and kept, so that the next ones take no time. */
import type { Db, Timestamp } from 'mongodb';
import { COLLECTION_NAMES, type CollectionName } from '../core/model/index.js';
import type { Reset, Since } from '../tools/reset/reset.js';
import type { Dataset } from './dataset.js';
import { type DatasetRecord, RECORD } from './record.js';
import type { SeedCounts, SeedOptions } from './seed.js';

export class TestReset {
  private opened: Promise<Reset> | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /** @param filledAt by the cluster's clock, when all documents were there; undefined for a server alone. */
  constructor(
    private readonly db: Db,
    private readonly dataset: Dataset,
    private readonly counts: SeedCounts,
    private readonly seeding: SeedOptions,
    private readonly filledAt: Timestamp | undefined,
  ) {}

  /** One after the other, whoever calls. */
  run(): Promise<void> {
    const run = this.last.then(() => this.runOne());
    this.last = run.catch(() => {});
    return run;
  }

  private async runOne(): Promise<void> {
    this.opened ??= this.open();
    const reset = await this.opened.catch((error: unknown) => {
      // The next one tries again.
      this.opened = undefined;
      throw error;
    });
    const found = await reset.find();
    const { documents, alterations, removals } = found.survey;
    if (documents + alterations.length + removals.length > 0) await reset.apply(found);
  }

  private async open(): Promise<Reset> {
    const [
      { Reset },
      { DocumentsById },
      { recordedStates },
      { compareAll },
      { isSharded },
      { justAfter },
      settings,
      stock,
    ] = await Promise.all([
      import('../tools/reset/reset.js'),
      import('../core/world/documents-by-id.js'),
      import('../tools/reset/open.js'),
      import('../tools/reset/comparison.js'),
      import('../mongodb/wire/raw-read.js'),
      import('../mongodb/load-record.js'),
      this.dataset.settings(),
      this.stock(),
    ]);
    const { db, counts } = this;
    const { indexes = false, preAndPostImages: images = false, collections: asked } = this.seeding;
    const collections: readonly CollectionName[] = COLLECTION_NAMES.filter(
      (name) => asked?.includes(name) ?? true,
    );
    const { world, slice } = settings;
    const sharded = await isSharded(db);
    const resetting = {
      db,
      sharded,
      soft: false,
      truth: new DocumentsById(
        world,
        slice,
        collections,
        stock === undefined ? undefined : () => recordedStates(stock),
      ),
      made: { indexes, images, collections },
      counts: new Map(collections.map((name) => [name, counts[name]])),
      compare: compareAll(db, settings, { names: collections, sharded, soft: false }),
    };
    const since: Since =
      sharded || this.filledAt === undefined ? { why: undefined } : { since: justAfter(this.filledAt) };
    return new Reset(resetting, since);
  }

  /** The text of stock.jsonl, for which the dataset keeps what it knows of its orders. */
  private async stock(): Promise<string | undefined> {
    const recordOf = (this.dataset as { readonly [RECORD]?: DatasetRecord })[RECORD];
    const nothing = { documents: new Map(), bytes: new Map(), sums: new Map() };
    return (await recordOf?.(nothing))?.stock;
  }

  async close(): Promise<void> {
    await this.last;
    await (await this.opened?.catch(() => undefined))?.close();
  }
}
