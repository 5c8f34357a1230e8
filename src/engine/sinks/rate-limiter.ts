/** How many documents a second all threads of a load together may send. */
import type { LoadControl } from './load-control.js';

/** What was not used in so many microseconds may be made up for: the start of a load, a moment in which a server is slow. */
const CREDIT = 1_000_000n;

/** Microseconds of a clock that only goes forward: the same in all threads, and nobody can set it. */
const monotonic = (): bigint => process.hrtime.bigint() / 1000n;

export class RateLimiter {
  readonly memory: SharedArrayBuffer;
  /** When the next batch may start, in microseconds of the clock that only goes forward. */
  private readonly next: BigInt64Array;

  /**
   * @param rate documents a second.
   * @param control ends waits where the load is to stop.
   * @param memory of the one that the load began with, in all other threads.
   */
  constructor(
    private readonly rate: number,
    private readonly control: Pick<LoadControl, 'wait'>,
    memory?: SharedArrayBuffer,
    private readonly clock = monotonic,
  ) {
    this.memory = memory ?? new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
    this.next = new BigInt64Array(this.memory);
    if (memory === undefined) this.next[0] = clock();
  }

  /**
   * Resolves when so many documents may be sent. Each batch takes the time that its documents are worth of a common
   * timetable, so the threads need not know of each other. So in any time no more are sent than it is worth, and a second,
   * and a batch.
   * @throws Stopped
   */
  async admit(documents: number): Promise<void> {
    const worth = BigInt(Math.ceil((documents / this.rate) * 1e6));
    for (;;) {
      const before = Atomics.load(this.next, 0);
      const now = this.clock();
      const start = before > now - CREDIT ? before : now - CREDIT;
      if (Atomics.compareExchange(this.next, 0, before, start + worth) !== before) continue;
      return this.control.wait(Math.max(0, Number(start - now)) / 1000);
    }
  }
}
