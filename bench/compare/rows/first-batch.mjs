/** Row 7: from the start of the process to the first batch of customers or orders that the server holds. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { ZavaError } from '../../../dist/src/errors.js';
import { flagsOf } from '../forms.mjs';
import { CLI, cleanEnvironment, inTurn, withFreshServer } from '../harness.mjs';
import { measuredOf } from '../result.mjs';

/** Between two looks at the server, in milliseconds. */
const EVERY_MS = 5;

export async function measure(bench) {
  const { world } = bench.sizes.load;
  const run = () => withFreshServer(bench, ({ uri }) => untilFirstBatch(bench, world, uri));
  const rounds = await inTurn(bench, [{ name: 'load', run }]);
  const first = measuredOf(rounds, 'load', { name: 'from the start of the process' });
  return {
    title: 'Start to first acknowledged batch',
    size: `\`zava load ${flagsOf(world).join(' ')}\` into a local mongod`,
    rounds,
    measured: [],
    findings: [{ ...first, target: { atMost: 1, words: 'under 1 s' } }],
    remarks: [
      `A second client asks the server every ${EVERY_MS} ms whether it holds customers or orders; the load is ended then.`,
    ],
  };
}

/** Seconds from the start of a load to its first batch; the database holds nothing of an earlier one then. */
export async function untilFirstBatch(bench, world, uri) {
  const client = new MongoClient(uri);
  try {
    const db = client.db('zava');
    const count = (name) => db.collection(name).estimatedDocumentCount();
    // Connected before the clock runs.
    await Promise.all([count('customers'), count('orders')]);
    const start = performance.now();
    const options = { cwd: bench.folder, env: cleanEnvironment(), stdio: 'ignore' };
    const args = [CLI, 'load', ...flagsOf(world), '--uri', uri, '--drop', '--yes', '--quiet'];
    const child = spawn(process.execPath, args, options);
    const ended = once(child, 'exit');
    try {
      while ((await count('customers')) + (await count('orders')) === 0) {
        bench.signal.throwIfAborted();
        if (child.exitCode !== null)
          throw new ZavaError(`zava load ended with ${child.exitCode} before a batch.`);
        await sleep(EVERY_MS);
      }
      return { seconds: (performance.now() - start) / 1000 };
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
  } finally {
    await client.close();
  }
}
