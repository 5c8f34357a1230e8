/** An embedded server with the dataset in it: from a cached data folder, and by a load. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ZavaError } from '../../../dist/src/index.js';
import { makeFolder } from '../../../dist/src/make-folder.js';
import { findMongod } from '../../../dist/src/mongodb/embedded/find-mongod.js';
import { flagsOf } from '../../compare/forms.mjs';
import { CLI, cleanEnvironment, inTurn, ZAVA_FOLDER } from '../../compare/harness.mjs';
import { measuredOf, ratioOf } from '../../compare/result.mjs';
import { figuresOf } from '../contestants.mjs';
import { runZava } from '../processes.mjs';
import { withClient } from '../servers.mjs';

export async function up(bench) {
  const { world } = bench.sizes;
  const title = 'zava up with a dataset, from its cached folder until it can be written to';
  const size = `\`zava up ${flagsOf(world).join(' ')} --seed 42\``;
  const { stdout } = await runZava(bench, ['up', '--help'], { codes: [0, 1, 2] });
  const target = { atLeast: 3, words: 'a third of the time' };
  if (!stdout.includes('--preset')) {
    const missing = 'zava up takes no dataset';
    return {
      title,
      size,
      rounds: {},
      measured: [],
      findings: [{ name: 'load / up', missing, target }],
      remarks: [],
    };
  }
  // A folder of its own, in which zava keeps what it keeps.
  const cwd = join(bench.folder, 'up');
  await makeFolder(cwd);
  const { path } = await findMongod({ root: ZAVA_FOLDER, env: process.env, signal: bench.signal });
  const env = cleanEnvironment({ ZAVA_MONGOD: path });
  const starting = () => startedUp(bench, ['up', ...flagsOf(world), '--seed', '42', '--json'], { cwd, env });
  // The first time it loads.
  await starting();
  const loading = ['load', '--local', ...flagsOf(world), '--drop', '--yes', '--quiet'];
  const rounds = await inTurn(bench, [
    { name: 'up', run: starting },
    { name: 'load', run: async () => figuresOf(await runZava(bench, loading, { cwd, env })) },
  ]);
  const wall = (name, words) => measuredOf(rounds, name, { name: words, what: 'wallSeconds' });
  const started = wall('up', 'up, until a document was written');
  const loaded = wall('load', 'load --local --drop, with the start and the stop of the server');
  return {
    title,
    size,
    rounds,
    measured: [started, loaded],
    findings: [ratioOf(loaded, started, { name: 'load / up', target })],
    remarks: [],
  };
}

/** Seconds until a document was written; the server is stopped afterwards. */
async function startedUp({ signal }, args, { cwd, env }) {
  const start = performance.now();
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
    signal,
  });
  const ended = once(child, 'close');
  try {
    const uri = await connectionStringOf(child);
    await withClient(uri, (client) => client.db('zava_bench').collection('writable').insertOne({}));
    return { wallSeconds: (performance.now() - start) / 1000 };
  } finally {
    child.kill('SIGINT');
    await ended;
  }
}

/** The one that it prints. */
async function connectionStringOf(child) {
  let text = '';
  for await (const piece of child.stdout.setEncoding('utf8')) {
    text += piece;
    const found = /"uri":\s*"(mongodb:[^"]+)"/.exec(text);
    if (found !== null) return found[1];
  }
  throw new ZavaError(`zava up ended before it had a server: ${text}`);
}
