/** What the threads of a load share: the stop, how sure an acknowledgement must be, and what waits. */
import { describe, expect, it } from 'vitest';
import { LoadControl, Stopped, valuesOf } from '../../src/engine/sinks/load-control.js';

describe('LoadControl', () => {
  it('stops everybody who has the same memory, before a batch and while it waits', async () => {
    const control = new LoadControl();
    const other = new LoadControl(control.memory);
    const retrying = other.waitToRetry(60_000);
    expect(control.waiting).toBe(1);
    other.throwIfStopping();
    control.stop();
    await expect(retrying).rejects.toBeInstanceOf(Stopped);
    expect(() => other.throwIfStopping()).toThrow(Stopped);
    await expect(other.wait(60_000)).rejects.toBeInstanceOf(Stopped);
    expect(control).toMatchObject({ stopping: true, waiting: 0 });
  });

  it('remembers for all that a majority is wanted', () => {
    const control = new LoadControl();
    const other = new LoadControl(control.memory);
    expect(other.majority).toBe(false);
    control.demandMajority();
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
