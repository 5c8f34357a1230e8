/** Where documents come from: the shards of a world, or the files of a dump. */
import type { Stock } from '../../core/world/stock.js';
import type { StepDocuments } from '../piece.js';
import type { FinishedSteps } from '../sinks/sink.js';
import type { Tally } from '../tally.js';

/** Tasks in order. */
export type Tasks<Task> = Iterable<Task> | AsyncIterable<Task>;

export interface Source<Task> {
  /** When the run began, by performance.now(). */
  readonly start: number;
  /**
   * What a pool has to make, in order, in rounds: each is begun when all of the one before has been taken.
   * @throws ZavaError where the run needs more to be finished than is.
   */
  tasks(finished: FinishedSteps): readonly Tasks<Task>[];
  /** The same of these steps alone, to be delivered once more. */
  tasksFor(steps: ReadonlySet<string>): Tasks<Task>;
  /** Steps that the coordinator makes itself while the tasks are done, and when all of them are. */
  readonly beside: readonly string[];
  readonly after: readonly string[];
  /** The documents of such a step. */
  documentsOf(step: string): StepDocuments;
  /** How many documents there will be, as far as that can be known when so many are made. */
  expected(tally: Tally): number;
  /** Where pieces have sales: the stock that they change. */
  readonly stock?: Stock | undefined;
}
