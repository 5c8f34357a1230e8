/** When a write is tried again, and when it is given up. */
import { describe, expect, it } from 'vitest';
import { LoadControl, Stopped } from '../../src/engine/sinks/load-control.js';
import { Backoff } from '../../src/engine/sinks/mongodb/backoff.js';

/** Waits that take no time, and are noted. */
class NotedPace extends LoadControl {
  readonly waits: number[] = [];
  override async waitToRetry(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
  }
}

const failure = new Error('not now');

describe('Backoff', () => {
  it('draws each wait below a bound that doubles from 50 ms to 5 s', async () => {
    const rounds = await Promise.all(
      Array.from({ length: 300 }, async () => {
        const control = new NotedPace();
        const backoff = new Backoff(control, 60);
        for (let i = 0; i < 9; i++) await backoff.next(failure);
        return control.waits;
      }),
    );
    for (let i = 0; i < 9; i++) {
      const bound = Math.min(5000, 50 * 2 ** i);
      const waits = rounds.map((round) => round[i]);
      expect(Math.max(...waits)).toBeLessThan(bound);
      // Full jitter: all of it is used. That 300 draws miss a tenth of it is as likely as one in 10^13.
      expect(Math.max(...waits)).toBeGreaterThan(bound * 0.9);
      expect(Math.min(...waits)).toBeLessThan(bound * 0.1);
    }
  });

  it('gives up with the failure when its time since the first failure is over', async () => {
    const backoff = new Backoff(new NotedPace(), 0);
    await backoff.next(new Error('the first one'));
    const later = performance.now();
    while (performance.now() <= later);
    await expect(backoff.next(failure)).rejects.toBe(failure);
  });

  it('does not count the time before the first failure, however long the first try took', async () => {
    const backoff = new Backoff(new NotedPace(), 0.001);
    const later = performance.now() + 5;
    while (performance.now() < later);
    await backoff.next(failure);
  });

  it('counts from a later sign that waiting is worth it', async () => {
    const backoff = new Backoff(new NotedPace(), 0.5);
    await backoff.next(failure);
    await backoff.next(failure, performance.now() + 1000);
  });

  it('ends where the load is to stop', async () => {
    const control = new LoadControl();
    control.stop();
    await expect(new Backoff(control, 60).next(failure)).rejects.toBeInstanceOf(Stopped);
  });
});
