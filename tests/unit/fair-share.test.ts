/** Which collection's batch goes next, and that no more are in flight than there are connections. */
import { describe, expect, it } from 'vitest';
import { FairShare } from '../../src/engine/sinks/mongodb/fair-share.js';

/** Runs batches that end when told to, and notes the order in which they begin. */
function trial(connections: number) {
  const share = new FairShare(connections);
  const begun: string[] = [];
  const ends = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();
  const put = (name: string) =>
    share.run(name[0] as string, () => {
      begun.push(name);
      return new Promise<string>((resolve, reject) => {
        ends.set(name, { resolve: () => resolve(name), reject });
      });
    });
  const end = async (name: string) => {
    ends.get(name)?.resolve();
    await settled();
  };
  return { put, end, begun, ends };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('FairShare', () => {
  it('has at most as many batches in flight as connections', async () => {
    const { put, end, begun } = trial(2);
    for (const name of ['a1', 'a2', 'a3', 'a4']) void put(name);
    await settled();
    expect(begun).toEqual(['a1', 'a2']);
    await end('a2');
    expect(begun).toEqual(['a1', 'a2', 'a3']);
  });

  it('gives a free connection to the collection that has the fewest batches in flight', async () => {
    const { put, end, begun } = trial(2);
    for (const name of ['a1', 'a2', 'a3', 'b1', 'b2']) void put(name);
    await settled();
    expect(begun).toEqual(['a1', 'a2']);
    await end('a1');
    expect(begun).toEqual(['a1', 'a2', 'b1']);
    await end('a2');
    expect(begun).toEqual(['a1', 'a2', 'b1', 'a3']);
    await end('b1');
    expect(begun).toEqual(['a1', 'a2', 'b1', 'a3', 'b2']);
  });

  it('never lets a connection idle because only one collection has batches', async () => {
    const { put, begun } = trial(3);
    for (const name of ['a1', 'a2', 'a3']) void put(name);
    await settled();
    expect(begun).toEqual(['a1', 'a2', 'a3']);
  });

  it('among equals prefers the collection that has more waiting', async () => {
    const { put, end, begun } = trial(1);
    for (const name of ['c1', 'a1', 'b1', 'b2']) void put(name);
    await settled();
    await end('c1');
    expect(begun).toEqual(['c1', 'b1']);
  });

  it('returns what the work returns, and a failure frees its connection', async () => {
    const { put, end, begun, ends } = trial(1);
    const first = put('a1');
    const second = put('a2');
    await settled();
    ends.get('a1')?.reject(new Error('refused'));
    await expect(first).rejects.toThrow('refused');
    await settled();
    expect(begun).toEqual(['a1', 'a2']);
    await end('a2');
    await expect(second).resolves.toBe('a2');
  });
});

describe('a FairShare that was asked for less', () => {
  /** Runs pieces that are done at once. @returns how many were in flight at most. */
  const most = async (share: FairShare, pieces: number) => {
    let inFlight = 0;
    let highest = 0;
    const work = async () => {
      highest = Math.max(highest, ++inFlight);
      await settled();
      inFlight--;
    };
    await Promise.all(Array.from({ length: pieces }, () => share.run('a', work)));
    return highest;
  };

  it('has fewer in flight, but always one', async () => {
    const share = new FairShare(3);
    expect(await most(share, 12)).toBe(3);
    share.narrow();
    expect(await most(share, 12)).toBe(2);
    for (let i = 0; i < 9; i++) share.narrow();
    expect(await most(share, 12)).toBe(1);
  });

  it('has fewer also when it is told so while all are in flight', async () => {
    const share = new FairShare(2);
    const both = Promise.all([share.run('a', settled), share.run('a', settled)]);
    share.narrow();
    await both;
    expect(await most(share, 8)).toBe(1);
  });

  it('tries with more after fifty pieces that were taken, up to what it had', async () => {
    const share = new FairShare(2);
    share.narrow();
    for (let i = 0; i < 49; i++) share.widen();
    expect(await most(share, 8)).toBe(1);
    share.widen();
    expect(await most(share, 8)).toBe(2);
    for (let i = 0; i < 200; i++) share.widen();
    expect(await most(share, 8)).toBe(2);
  });
});
