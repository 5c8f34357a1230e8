/** Which part of the work a sample of the profiler counts for. */
import type { Profiler } from 'node:inspector';
import { describe, expect, it } from 'vitest';
import { partOf, sampled, sharesOf } from '../../src/tools/bench/generate/shares.js';

const BELOW = 'file:///home/somebody/src/zava/dist/src/';

describe('the part of a file', () => {
  it.each([
    ['core/random/stream.js', 'randomNumbers'],
    ['core/random/uuid.js', 'randomNumbers'],
    ['core/random/choice.js', 'model'],
    ['core/random/hash.js', 'model'],
    ['core/generate/orders.js', 'model'],
    ['core/plan/segments.js', 'model'],
    ['core/model/money.js', 'model'],
    ['core/settings/calendar.js', 'model'],
    ['core/encode/sort.js', 'sorting'],
    ['core/encode/lines.js', 'encoding'],
    ['core/encode/shard-maker.js', 'encoding'],
    ['sinks/buffer-stock.js', 'other'],
    ['bench/generate/jobs.js', 'other'],
  ])('%s is %s', (file, part) => expect(partOf(`${BELOW}${file}`)).toBe(part));

  it('of a package is other, but for the one that seeds the streams', () => {
    const packages = 'file:///home/somebody/zava/node_modules/';
    expect(partOf(`${packages}seedrandom/seedrandom.js`)).toBe('randomNumbers');
    expect(partOf(`${packages}piscina/dist/worker.js`)).toBe('other');
    expect(partOf(`${packages}some/src/encode/sort.js`)).toBe('other');
    expect(partOf('file:///home/somebody/encode/sort.js')).toBe('other');
  });

  it('of V8 and Node.js is that of the caller', () => {
    expect(partOf('')).toBeUndefined();
    expect(partOf('node:internal/util')).toBeUndefined();
  });
});

/** A tree of calls: name, file below src/ or a whole address, samples, and what it calls. */
type Call = readonly [name: string, file: string, hits: number, calls?: readonly Call[]];

function profileOf(root: Call): Profiler.Profile {
  const nodes: Profiler.ProfileNode[] = [];
  const add = ([functionName, file, hitCount, calls = []]: Call): number => {
    const url = file === '' || file.includes(':') ? file : `${BELOW}${file}`;
    const callFrame = { functionName, scriptId: '1', url, lineNumber: 1, columnNumber: 1 };
    const node: Profiler.ProfileNode = { id: nodes.length + 1, callFrame, hitCount };
    nodes.push(node);
    node.children = calls.map(add);
    return node.id;
  };
  add(root);
  return { nodes, startTime: 0, endTime: 1 };
}

describe('the shares of a profile', () => {
  it('count samples by the file of the function, also where it was inlined', () => {
    const { samples, ofTime } = sharesOf(
      profileOf([
        '(root)',
        '',
        0,
        [
          [
            'makeOrders',
            'core/encode/shard-maker.js',
            1,
            [
              ['generate', 'core/generate/orders.js', 30, [['fraction', 'core/random/stream.js', 20]]],
              ['encode', 'core/encode/lines.js', 29, [['sort', 'core/encode/sort.js', 10]]],
            ],
          ],
          ['once', 'bench/generate/jobs.js', 10],
        ],
      ]),
    );
    expect(samples).toBe(100);
    expect(ofTime).toEqual({ randomNumbers: 0.2, model: 0.3, encoding: 0.3, sorting: 0.1, other: 0.1 });
  });

  it('give what has no file to whoever called it, and the collector of garbage to nobody', () => {
    const { ofTime } = sharesOf(
      profileOf([
        '(root)',
        '',
        0,
        [
          ['encode', 'core/encode/orders.js', 1, [['set', '', 2, [['copy', 'node:buffer', 1]]]]],
          ['(garbage collector)', '', 3],
          ['(program)', '', 1],
        ],
      ]),
    );
    expect(ofTime).toEqual({ randomNumbers: 0, model: 0, encoding: 0.5, sorting: 0, other: 0.5 });
  });

  it('leave idle time out', () => {
    const profile = profileOf([
      '(root)',
      '',
      0,
      [
        ['(idle)', '', 90],
        ['sort', 'core/encode/sort.js', 10],
      ],
    ]);
    expect(sharesOf(profile)).toMatchObject({ samples: 10, ofTime: { sorting: 1, other: 0 } });
  });

  it('need a sample', () => {
    expect(() => sharesOf(profileOf(['(root)', '', 0, [['(idle)', '', 5]]]))).toThrow('no samples');
    expect(() => sharesOf({ nodes: [], startTime: 0, endTime: 0 })).toThrow('no samples');
  });
});

describe('sampling', () => {
  const busy = () => {
    const end = performance.now() + 100;
    while (performance.now() < end);
  };

  it('covers the work, after what prepares it', () => {
    const calls: string[] = [];
    const { samples, ofTime } = sampled(
      () => calls.push('prepare'),
      () => {
        calls.push('work');
        busy();
      },
    );
    expect(calls).toEqual(['prepare', 'work']);
    expect(samples).toBeGreaterThan(0);
    // This file is no part of zava.
    expect(ofTime.other).toBeCloseTo(1);
  });

  it('ends where the work fails, so that it can begin again', () => {
    const failing = () => {
      throw new Error('no');
    };
    expect(() => sampled(() => {}, failing)).toThrow('no');
    expect(sampled(() => {}, busy).samples).toBeGreaterThan(0);
  });
});
