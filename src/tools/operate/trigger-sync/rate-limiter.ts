/** Keeping work at a rate. */
import { setTimeout as sleep } from 'node:timers/promises';

export class RateLimiter {
  private readonly start = performance.now();
  private done = 0;

  /** @param rate pieces a second, at most. */
  constructor(private readonly rate: number) {}

  /** Counts pieces that are done, and waits until more are due. @throws the reason of `signal` after Ctrl-C. */
  async after(pieces: number, signal: AbortSignal): Promise<void> {
    this.done += pieces;
    const wait = this.start + (this.done / this.rate) * 1000 - performance.now();
    signal.throwIfAborted();
    if (wait > 0) await sleep(wait, undefined, { signal });
  }
}
