/** The documents of a world: shards for a pool, and the small collections that the coordinator makes itself. */
import { CATALOG_STEP, STOCK_STEP, stepOf } from '../../core/plan/shards.js';
import type { Stock } from '../../core/world/stock.js';
import type { Part } from '../part.js';
import type { ShardTask } from '../pool/messages.js';
import type { RunContext } from '../run-context.js';
import { expectedDocuments, refuseUnlessComplete, tasksOf } from '../shard-tasks.js';
import type { FinishedSteps } from '../sinks/sink.js';
import type { Tally } from '../tally.js';
import type { Source, Tasks } from './source.js';

/** How much of a world is made, and in which order. */
export interface DatasetRun {
  /** Only these shards; the small collections and the stock are left to the run that finishes. */
  readonly part?: Part | undefined;
  /** All shards must be there already, made by parts. */
  readonly finishing?: boolean | undefined;
}

export class DatasetSource implements Source<ShardTask> {
  readonly start: number;
  readonly expected: (tally: Tally) => number;
  readonly stock: Stock | undefined;

  /** @param live whether the inventory stands first, with its opening stock, and moves with the orders; asked late. */
  constructor(
    private readonly context: RunContext,
    private readonly live: () => boolean,
    private readonly how: DatasetRun = {},
  ) {
    const { start, prepared, stock } = context;
    this.start = start;
    this.expected = expectedDocuments(prepared, how.part);
    this.stock = how.part === undefined ? stock : undefined;
  }

  get beside(): readonly string[] {
    if (this.how.part !== undefined) return [];
    return this.live() ? [CATALOG_STEP, STOCK_STEP] : [CATALOG_STEP];
  }

  get after(): readonly string[] {
    return this.how.part !== undefined || this.live() ? [] : [STOCK_STEP];
  }

  tasks(finished: FinishedSteps): readonly Tasks<ShardTask>[] {
    const { prepared, marks } = this.context;
    const { part, finishing } = this.how;
    if (finishing === true) refuseUnlessComplete(prepared, finished);
    if (marks === undefined) return [tasksOf(prepared, finished, part)];
    // The orders say which customers there are, so these come when all of those are made.
    const of = (kind: ShardTask['kind']) => tasksOf(prepared, finished, part, prepared.shards(kind));
    return [of('orders'), of('customers')];
  }

  tasksFor(steps: ReadonlySet<string>): Tasks<ShardTask> {
    return [...this.context.prepared.shards()].filter((shard) => steps.has(stepOf(shard)));
  }

  *documentsOf(step: string) {
    if (step === STOCK_STEP) yield ['inventory', this.context.stock.inventory()] as const;
    else yield* this.context.prepared.catalog();
  }
}
