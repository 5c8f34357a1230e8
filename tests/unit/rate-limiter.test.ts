/** The rate that all threads of a load together keep. */
import { describe, expect, it } from 'vitest';
import { LoadControl, Stopped } from '../../src/engine/sinks/load-control.js';
import { RateLimiter } from '../../src/engine/sinks/rate-limiter.js';

describe('RateLimiter', () => {
  it('ends a wait where the load is to stop', async () => {
    const control = new LoadControl();
    const limiter = new RateLimiter(1, control);
    await limiter.admit(1000);
    const waiting = limiter.admit(1);
    control.stop();
    await expect(waiting).rejects.toBeInstanceOf(Stopped);
    await expect(limiter.admit(1)).rejects.toBeInstanceOf(Stopped);
  });

  it('gives each batch its time in a common timetable, small ones behind large ones, too', async () => {
    const control = new LoadControl();
    const first = new RateLimiter(1000, control);
    const others = [1, 2].map(() => new RateLimiter(1000, new LoadControl(control.memory), first.memory));
    const begun = performance.now();
    // Three batches of 100 ms each; the small one comes after all of them.
    await Promise.all([first.admit(100), others[0].admit(100), others[1].admit(100), first.admit(1)]);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(295);
  });

  /** Senders that take as long for a batch as `takes` says, by a clock of their own. @returns when each was admitted. */
  async function admitted(rate: number, batch: number, senders: number, takes: (nth: number) => number) {
    let now = 5_000_000;
    const wait = async (milliseconds: number) => {
      now += milliseconds * 1000;
    };
    const limiter = new RateLimiter(rate, { wait }, undefined, () => BigInt(Math.round(now)));
    const free = Array<number>(senders).fill(now);
    const times: number[] = [];
    for (let nth = 0; nth < 400; nth++) {
      // The one that is free first asks next.
      const sender = free.indexOf(Math.min(...free));
      now = free[sender];
      await limiter.admit(batch);
      times.push(now - 5_000_000);
      free[sender] = now + takes(nth) * 1000;
    }
    return times.map((time) => time / 1e6);
  }

  it.each([
    ['a server that is fast', 2, () => 5],
    ['one that takes nearly as long as the rate allows', 2, () => 1500],
    ['one that hesitates now and then', 3, (nth: number) => (nth % 10 >= 7 ? 3200 : 20)],
    ['one that is slow to begin with', 2, (nth: number) => (nth === 0 ? 900 : 10)],
  ])('reaches the rate, and keeps it: %s', async (_, senders, takes) => {
    const times = await admitted(3000, 2500, senders, takes);
    expect((times.length * 2500) / (times.at(-1) as number)).toBeGreaterThan(0.95 * 3000);
    // In no time more than it is worth, a second and the batch that begins it.
    for (const [i, from] of times.entries())
      for (const [j, to] of times.entries())
        if (j >= i) expect((j - i + 1) * 2500).toBeLessThanOrEqual(3000 * (to - from + 1.001) + 2500);
  });

  it('does not look at a clock that can be set', async () => {
    const { now } = Date;
    const limiter = new RateLimiter(1_000_000, new LoadControl());
    try {
      await limiter.admit(10);
      Date.now = () => now() - 3_600_000;
      await limiter.admit(10);
      Date.now = () => now() + 3_600_000;
      await limiter.admit(10);
    } finally {
      Date.now = now;
    }
  });
});
