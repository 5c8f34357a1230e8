/**
 * What all threads of a load share while it runs, in memory: whether to stop, how fast they may send, and how many
 * batches wait because a server refused them.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** Places in the 32-bit view. */
const STOPPING = 0;
const WAITING = 1;
const RETRIES = 2;
const MAJORITY = 3;
const WORDS = 4;
/** The 64-bit view follows: when the next batch may start, in microseconds of the clock that only goes forward. */
const BYTES = WORDS * 4 + 8;

/** How often a wait looks whether it should stop, in milliseconds. */
const LOOK_EVERY_MS = 100;

/** The load was told to stop before this batch was sent. */
export class Stopped extends Error {
  constructor() {
    super('the load was told to stop');
    this.name = 'Stopped';
  }
}

/**
 * What all of these brought.
 * @throws why the first one failed; that it was stopped only where none has a better reason.
 */
export function valuesOf<T>(settled: readonly PromiseSettledResult<T>[]): T[] {
  const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  if (reasons.length > 0) throw reasons.find((reason) => !(reason instanceof Stopped)) ?? reasons[0];
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

export class Pace {
  private readonly words: Int32Array;
  private readonly next: BigInt64Array;

  /**
   * @param memory of `Pace.memory()`, the same in all threads.
   * @param rate documents a second that all threads together may send; no limit unless given.
   */
  constructor(
    readonly memory: SharedArrayBuffer = Pace.memory(),
    private readonly rate?: number,
  ) {
    this.words = new Int32Array(memory, 0, WORDS);
    this.next = new BigInt64Array(memory, WORDS * 4, 1);
  }

  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(BYTES);
  }

  /** From now on no batch is begun; those in flight come to their end. */
  stop(): void {
    Atomics.store(this.words, STOPPING, 1);
  }

  get stopping(): boolean {
    return Atomics.load(this.words, STOPPING) === 1;
  }

  /** From now on batches are acknowledged by a majority. */
  demandMajority(): void {
    Atomics.store(this.words, MAJORITY, 1);
  }

  get majority(): boolean {
    return Atomics.load(this.words, MAJORITY) === 1;
  }

  /** Batches that wait now to be sent again. */
  get waiting(): number {
    return Atomics.load(this.words, WAITING);
  }

  /** How often a batch was sent again so far. */
  get retries(): number {
    return Atomics.load(this.words, RETRIES);
  }

  /**
   * Resolves when so many documents may be sent. Each batch takes the time that its documents are worth of a common
   * timetable, so the threads need not know of each other.
   * @param documents counts them; called only where there is a limit.
   * @throws Stopped
   */
  async admit(documents: () => number): Promise<void> {
    if (this.stopping) throw new Stopped();
    if (this.rate === undefined) return;
    const worth = BigInt(Math.ceil((documents() / this.rate) * 1e6));
    for (;;) {
      const before = Atomics.load(this.next, 0);
      // The same in all threads, and nobody can set it.
      const now = process.hrtime.bigint() / 1000n;
      const start = before > now ? before : now;
      if (Atomics.compareExchange(this.next, 0, before, start + worth) !== before) continue;
      return this.wait(Number(start - now) / 1000);
    }
  }

  /** Waits before a batch is sent again. @throws Stopped */
  async waitToRetry(milliseconds: number): Promise<void> {
    Atomics.add(this.words, RETRIES, 1);
    Atomics.add(this.words, WAITING, 1);
    try {
      await this.wait(milliseconds);
    } finally {
      Atomics.sub(this.words, WAITING, 1);
    }
  }

  private async wait(milliseconds: number): Promise<void> {
    const end = performance.now() + milliseconds;
    for (;;) {
      if (this.stopping) throw new Stopped();
      const left = end - performance.now();
      if (left <= 0) return;
      await sleep(Math.min(left, LOOK_EVERY_MS));
    }
  }
}
