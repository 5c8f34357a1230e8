/** What networks do between a load and its server: the load itself ends well, and nothing is lost. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/cli.js';
import { FaultLoad } from '../fixtures/fault-load.js';
import { type Fault, FaultProxy } from '../fixtures/fault-proxy.js';
import { faultServer } from '../fixtures/fault-server.js';

const load = new FaultLoad(temporaryFolder());
const server = faultServer();
let proxy: FaultProxy;
beforeAll(async () => {
  proxy = await FaultProxy.to(server.port);
});
afterAll(() => proxy.close());

/** How long a link stands still; half a minute in the long form. */
const STALL_MS = Number(process.env.FAULT_STALL_MS ?? 3000);

/** The same fault at several batches. */
const at = (fault: Fault, ...batches: number[]) => new Map(batches.map((batch) => [batch, fault]));

describe('a connection', () => {
  it.each<[string, ReadonlyMap<number, Fault>]>([
    ['cut', at({ kind: 'cut' }, 0, 7, 30, 31, 60)],
    ['lose-answer', at({ kind: 'lose-answer' }, 0, 5, 6, 40, 70)],
    ['reset', at({ kind: 'reset', bytes: 9000 }, 2, 20, 21, 50)],
    ['delay', at({ kind: 'delay', ms: 120 }, 1, 2, 3, 40)],
    ['stall', at({ kind: 'stall', ms: STALL_MS }, 10, 50)],
    ['refuse', at({ kind: 'refuse', ms: 800 }, 3, 40)],
  ])('that meets "%s" again and again', async (kind, schedule) => {
    const database = `network_${kind.replace('-', '_')}`;
    const before = proxy.injected[kind] ?? 0;
    proxy.plan(schedule);
    await load.run(proxy.uri, database);
    proxy.plan(new Map());
    expect((proxy.injected[kind] ?? 0) - before).toBe(schedule.size);
    await load.expectExact(server.client, server.uri, database);
  });
});

it('what takes no large messages gets smaller ones, and their size is remembered', async () => {
  proxy.plan(new Map());
  await load.run(proxy.uri, 'network_whole');
  const whole = proxy.largest;
  proxy.mostBytes = Math.floor(whole / 3);
  try {
    proxy.plan(new Map());
    const before = proxy.injected['too-large'] ?? 0;
    await load.run(proxy.uri, 'network_small');
    const refused = (proxy.injected['too-large'] ?? 0) - before;
    expect(refused).toBeGreaterThan(0);
    // Each of three writers learns it once or twice by three tries of what it has in flight; it would be hundreds.
    expect(refused).toBeLessThan(60);
  } finally {
    proxy.mostBytes = Number.POSITIVE_INFINITY;
  }
  await load.expectExact(server.client, server.uri, 'network_small');
});
