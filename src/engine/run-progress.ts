/** What a run tells of itself while it works. */
import { type CollectionName, MODELS } from '../core/model/index.js';
import type { OnProgress } from '../core/progress.js';
import type { LoadControl } from './sinks/load-control.js';
import type { Tally } from './tally.js';

/** How often progress is told while nothing moves, in milliseconds: what waits for the server should be seen. */
const REPORT_MS = 500;

export class RunProgress {
  private ticking: NodeJS.Timeout | undefined;
  private readonly indexed = new Set<CollectionName>();

  /** @param expected how many documents there will be; of a slice, orders and customers are an estimate, too. */
  constructor(
    private readonly tally: Tally,
    private readonly expected: (tally: Tally) => number,
    private readonly control: LoadControl,
    private readonly onProgress: OnProgress | undefined,
  ) {}

  start(): void {
    if (this.onProgress === undefined) return;
    this.ticking = setInterval(() => this.documents(), REPORT_MS).unref();
  }

  stop(): void {
    clearInterval(this.ticking);
  }

  /** Documents have been delivered. */
  documents(): void {
    const { tally, control } = this;
    this.onProgress?.({
      phase: 'documents',
      done: tally.allDocuments,
      total: Math.max(this.expected(tally), tally.allDocuments),
      bytes: tally.allBytes,
      alreadyDelivered: tally.alreadyDelivered,
      waiting: control.waiting,
    });
  }

  /** Indexes are about to be built. @param collection whose indexes are built now. */
  indexes(collection?: CollectionName): void {
    if (collection !== undefined) this.indexed.add(collection);
    const { documents, allBytes: bytes } = this.tally;
    const done = this.indexed.size;
    const share = this.indexedShare();
    this.onProgress?.({ phase: 'indexes', done, total: documents.size, share, bytes, waiting: 0 });
  }

  /**
   * From 0 to 1. The server builds them side by side, so that what is not done has come as far as the largest that is, and
   * half its own way at most is counted.
   */
  private indexedShare(): number {
    const works = [...this.tally.documents].map(([name, documents]) => ({
      // One more, lest nothing be nothing.
      work: documents * MODELS[name].indexes.length + 1,
      done: this.indexed.has(name),
    }));
    const furthest = Math.max(0, ...works.map(({ work, done }) => (done ? work : 0)));
    let [all, finished] = [0, 0];
    for (const { work, done } of works) {
      all += work;
      finished += done ? work : Math.min(furthest, work / 2);
    }
    return finished / all;
  }
}
