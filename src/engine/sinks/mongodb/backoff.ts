/** How long to wait before a write is tried again, and when to give up. */
import type { LoadControl } from '../load-control.js';

/** The wait before the first retry is below this, in milliseconds; it doubles from one to the next. */
const FIRST_MS = 50;
const MOST_MS = 5000;

/**
 * Exponential backoff with full jitter: each wait is drawn from 0 up to a bound that doubles, so that many writers
 * that failed together do not come back together (M. Brooker, "Exponential Backoff And Jitter", AWS, 2015).
 */
export class Backoff {
  private attempts = 0;
  private start: number | undefined;

  /** @param seconds after the first failure, after which `next` gives up. */
  constructor(
    private readonly control: LoadControl,
    private readonly seconds: number,
  ) {}

  /**
   * Waits.
   * @param sign when there was a sign that waiting is worth it, by performance.now(): the time counts from there.
   * @throws `failure` where the time is over, Stopped where the load is to stop.
   */
  async next(failure: unknown, sign = 0): Promise<void> {
    const now = performance.now();
    this.start ??= now;
    if (now - Math.max(this.start, sign) > this.seconds * 1000) throw failure;
    const bound = Math.min(MOST_MS, FIRST_MS * 2 ** this.attempts++);
    await this.control.waitToRetry(Math.random() * bound);
  }
}
