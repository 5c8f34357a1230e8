/** The same bytes in one thread, by worker threads and by the command line; and the threads end when nobody listens. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, type CollectionName } from '../../src/core/model/index.js';
import { createDataset } from '../../src/library/dataset.js';
import { generateDump, planReport } from '../../src/library/runs.js';
import { REPOSITORY, succeed, temporaryFolder } from '../fixtures/cli.js';
import { digests } from '../fixtures/cli-dump.js';

const folder = temporaryFolder();
const dump = join(folder, 'dump');
const config = join(folder, 'shards.yaml');
const options = { preset: 'tiny', seed: 42, orders: 2000, config };
let wanted: Record<CollectionName, string>;

beforeAll(async () => {
  writeFileSync(config, 'shards: { orders: 200, customers: 60 }');
  const args = ['--preset', 'tiny', '--seed', '42', '--orders', '2000', '--config', config];
  await succeed(['generate', ...args, '--out', dump, '--quiet']);
  wanted = digests(dump);
});

describe.each([0, 1, 3])('with workers: %i', (workers) => {
  const dataset = createDataset({
    ...options,
    get config() {
      return config;
    },
    workers,
  });

  it.each(COLLECTION_NAMES)('%s has the bytes of a dump', async (name) => {
    const hash = createHash('sha256');
    let documents = 0;
    for await (const batch of dataset.collection(name).batches()) {
      hash.update(batch.bytes);
      documents += batch.documents;
    }
    expect(hash.digest('hex')).toBe(wanted[name]);
    expect(documents).toBe(await dataset.collection(name).count());
  });

  it('documents come in the order of the bytes', async () => {
    const ids: string[] = [];
    for await (const { order_id } of dataset.orders) ids.push(order_id);
    expect(ids).toHaveLength(2000);
    expect(ids).toEqual([...ids].sort());
    // In a second iteration too, whichever thread is first.
    expect((await dataset.orders.toArray()).map(({ order_id }) => order_id)).toEqual(ids);
  });

  it('several collections at once do not get in the way of each other', async () => {
    const [orders, lines, customers, inventory] = await Promise.all([
      dataset.orders.toArray(),
      dataset.orderItems.toArray(),
      dataset.customers.toArray(),
      dataset.inventory.toArray(),
    ]);
    expect(orders.reduce((sum, { item_count }) => sum + item_count, 0)).toBe(lines.length);
    expect([customers.length, inventory.length]).toEqual([200, 3168]);
  });
});

it('generateDump of a dataset is the dump of the command line', async () => {
  const own = join(folder, 'own');
  let last = 0;
  const outcome = await generateDump(createDataset(options), own, {
    onProgress: ({ done }) => {
      last = done;
    },
  });
  expect(digests(own)).toEqual(wanted);
  expect(outcome.documents).toBe(last);
});

it('planReport says what there will be', async () => {
  const dataset = createDataset(options);
  const { collections } = await planReport(dataset);
  for (const name of COLLECTION_NAMES) {
    expect(collections[name].documents, name).toBe(await dataset.collection(name).count());
  }
});

describe('a process ends by itself, with no threads left', () => {
  const START = `
    import { createDataset } from 'zava';
    import { subscribe } from 'node:diagnostics_channel';
    const running = new Set();
    // Told by Node of each thread as it starts: what keeps a process alive does not count a thread that waits.
    subscribe('worker_threads', ({ worker }) => {
      running.add(worker);
      worker.once('exit', () => running.delete(worker));
    });
    const threads = () => running.size;
    const dataset = createDataset({ preset: 'tiny', orders: 20000, workers: 2, seed: 7 });`;

  /** What a script prints; it must end within the time of the test. */
  const run = async (script: string): Promise<string> => {
    const args = ['--input-type=module', '--eval', `${START}\n${script}`];
    return (await promisify(execFile)(process.execPath, args, { cwd: REPOSITORY })).stdout.trim();
  };

  it.each([
    [
      'after all of it',
      'let n = 0; for await (const order of dataset.orders) n++; console.log(n, threads());',
      '20000 0',
    ],
    ['after a break', 'for await (const order of dataset.orders) break; console.log(threads());', '0'],
    [
      'after an error of its own',
      "try { for await (const order of dataset.orders) throw new Error('mine'); } catch (e) { console.log(e.message, threads()); }",
      'mine 0',
    ],
    [
      'after a few of the batches',
      'let n = 0; for await (const b of dataset.orderItems.batches()) if (++n === 2) break; console.log(n, threads());',
      '2 0',
    ],
    [
      'with an iteration that is left hanging',
      'await dataset.orders[Symbol.asyncIterator]().next(); console.log("left");',
      'left',
    ],
  ])('%s', async (_, script, said) => {
    expect(await run(script)).toBe(said);
  });

  it('threads do run in between, else the above would prove nothing', async () => {
    const said = await run(
      'for await (const order of dataset.orders) { console.log(threads() > 0); break; }',
    );
    expect(said).toBe('true');
  });
});
