/**
 * What all threads of a load share while it runs, in memory: whether to stop, how sure an acknowledgement must be, and
 * how many batches wait because a server refused them.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** Places in the 32-bit view. */
const STOPPING = 0;
const WAITING = 1;
const MAJORITY = 2;
const HELD = 3;
const WORDS = 4;

/** How often a wait looks whether it should stop, in milliseconds. */
const LOOK_EVERY_MS = 100;

/** How often it is looked whether batches may be sent, in milliseconds: they wait for moments, once in a load. */
const HELD_MS = 2;

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

export class LoadControl {
  private readonly words: Int32Array;

  /** @param memory the same in all threads. */
  constructor(readonly memory = new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT)) {
    this.words = new Int32Array(memory);
  }

  /** From now on no batch is begun; those in flight come to their end. */
  stop(): void {
    Atomics.store(this.words, STOPPING, 1);
  }

  get stopping(): boolean {
    return Atomics.load(this.words, STOPPING) === 1;
  }

  /** From now on no batch is sent until `release`: what is made meanwhile waits, as the target is not ready. */
  hold(): void {
    Atomics.store(this.words, HELD, 1);
  }

  release(): void {
    Atomics.store(this.words, HELD, 0);
  }

  /** Resolves when batches may be sent. @throws Stopped */
  async released(): Promise<void> {
    while (Atomics.load(this.words, HELD) === 1) {
      this.throwIfStopping();
      await sleep(HELD_MS);
    }
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

  /** @throws Stopped */
  throwIfStopping(): void {
    if (this.stopping) throw new Stopped();
  }

  /** Waits before a batch is sent again. @throws Stopped */
  async waitToRetry(milliseconds: number): Promise<void> {
    Atomics.add(this.words, WAITING, 1);
    try {
      await this.wait(milliseconds);
    } finally {
      Atomics.sub(this.words, WAITING, 1);
    }
  }

  /** Resolves after so long. @throws Stopped */
  async wait(milliseconds: number): Promise<void> {
    const end = performance.now() + milliseconds;
    for (;;) {
      this.throwIfStopping();
      const left = end - performance.now();
      if (left <= 0) return;
      await sleep(Math.min(left, LOOK_EVERY_MS));
    }
  }
}
