/**
 * Which parents a scan must join its documents with. To join each line with its order and product is what takes
 * longest, and is only needed where the sums by parent say that some line may not agree with its parent.
 */
import { command } from '../../../core/options/table.js';
import { looksAt, type Parent, type Scan, type Sums, type Work } from '../checks/check.js';
import type { FoundIndex } from '../source.js';

/** So many comparisons of documents take a second or two: fewer than that need no index. */
export const FEW_COMPARISONS = 5_000_000;

/** Whether an index finds every document by a field. */
export const isUsable = (index: FoundIndex, field: string): boolean =>
  Object.keys(index.key)[0] === field &&
  ['partialFilterExpression', 'hidden', 'collation'].every((option) => index[option] === undefined);

/** Known once the pipeline of the suspicion has run. */
class Suspicion {
  settle!: (suspected: boolean) => void;
  readonly suspected = new Promise<boolean>((resolve) => {
    this.settle = resolve;
  });
}

/** What is left to do of a scan, and why some of its checks cannot be made, by their ids. */
export interface Judged {
  readonly scan: Scan;
  readonly failures: ReadonlyMap<string, string>;
}

export class Suspicions {
  private readonly all = new Map<string, Suspicion>();

  constructor(works: readonly Work[]) {
    for (const work of works) {
      if (work.kind === 'sums' && work.suspect !== undefined)
        this.all.set(`${work.child} ${work.suspect.as}`, new Suspicion());
    }
  }

  settle({ child, suspect }: Sums, suspected: boolean): void {
    this.all.get(`${child} ${suspect?.as}`)?.settle(suspected);
  }

  /** Leaves out the parents that all documents agree with, and the checks that look at them: those hold. */
  async judge(scan: Scan, canJoin: (parent: Parent) => Promise<boolean>): Promise<Judged> {
    const parents: Parent[] = [];
    const failures = new Map<string, string>();
    let { values } = scan;
    for (const parent of scan.parents) {
      const suspected = (await this.all.get(`${scan.collection} ${parent.as}`)?.suspected) ?? true;
      if (suspected && (await canJoin(parent))) {
        parents.push(parent);
        continue;
      }
      const own = values.filter(({ broken }) => looksAt(broken, parent.as));
      if (suspected) for (const { id } of own) failures.set(id, cannotTell(parent));
      values = values.filter((check) => !own.includes(check));
    }
    return { scan: { ...scan, parents, values }, failures };
  }
}

const cannotTell = ({ from, foreignField }: Parent): string =>
  `Some documents do not agree with ${from}, but which, and in what, cannot be told without the index on ${foreignField} of ${from}; ${command('indexes create').typed} makes it.`;
