/** What the threads of a load share: the stop, the rate, and what waits. */
import { describe, expect, it } from 'vitest';
import { Pace, Stopped, valuesOf } from '../../src/sinks/pace.js';

const never = () => {
  throw new Error('counted without need');
};

describe('Pace', () => {
  it('admits at once, and counts nothing, where there is no limit', async () => {
    await new Pace().admit(never);
  });

  it('stops everybody who has the same memory, before a batch and while it waits', async () => {
    const pace = new Pace(undefined, 1);
    const other = new Pace(pace.memory, 1);
    await other.admit(() => 1000);
    const waiting = other.admit(() => 1);
    const retrying = other.waitToRetry(60_000);
    expect(pace.waiting).toBe(1);
    pace.stop();
    await expect(waiting).rejects.toBeInstanceOf(Stopped);
    await expect(retrying).rejects.toBeInstanceOf(Stopped);
    await expect(other.admit(() => 1)).rejects.toBeInstanceOf(Stopped);
    expect(pace).toMatchObject({ stopping: true, waiting: 0, retries: 1 });
  });

  it('gives each batch its time in a common timetable, small ones behind large ones, too', async () => {
    const pace = new Pace(undefined, 1000);
    const others = [new Pace(pace.memory, 1000), new Pace(pace.memory, 1000)];
    const begun = performance.now();
    // Three batches of 100 ms each; the small one comes after all of them.
    await Promise.all([
      pace.admit(() => 100),
      others[0].admit(() => 100),
      others[1].admit(() => 100),
      pace.admit(() => 1),
    ]);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(295);
  });

  it('does not look at a clock that can be set', async () => {
    const { now } = Date;
    const pace = new Pace(undefined, 1_000_000);
    try {
      await pace.admit(() => 10);
      Date.now = () => now() - 3_600_000;
      await pace.admit(() => 10);
      Date.now = () => now() + 3_600_000;
      await pace.admit(() => 10);
    } finally {
      Date.now = now;
    }
  });

  it('remembers for all that a majority is wanted', () => {
    const pace = new Pace();
    const other = new Pace(pace.memory);
    expect(other.majority).toBe(false);
    pace.demandMajority();
    expect(other.majority).toBe(true);
  });
});

describe('valuesOf', () => {
  const settle = (...works: Promise<number>[]) => Promise.allSettled(works);

  it('gives the values in their order', async () => {
    expect(valuesOf(await settle(Promise.resolve(2), Promise.resolve(1)))).toEqual([2, 1]);
  });

  it('says why it stopped before it says that it stopped', async () => {
    const reason = new Error('the reason');
    const failed = await settle(Promise.reject(new Stopped()), Promise.reject(reason), Promise.resolve(1));
    expect(() => valuesOf(failed)).toThrow(reason);
    const stopped = await settle(Promise.resolve(1), Promise.reject(new Stopped()));
    expect(() => valuesOf(stopped)).toThrow(Stopped);
  });
});
