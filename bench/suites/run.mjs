// Measures single pieces below a shard, with tinybench: random numbers, weighted choice, UUIDs, sorting, cutting batches.
// Whole collections, and the drawing of orders, are measured by `zava bench generate`.
// Usage: node bench/suites/run.mjs [suite ...] [--smoke]. Without names it runs all suites; --smoke runs each task a few
// times on little data, which proves that it runs and says nothing of speed.
import { parseArgs } from 'node:util';
import { Bench } from 'tinybench';
import { resolveSettings } from '../../dist/src/core/settings/resolve.js';
import { PreparedWorld } from '../../dist/src/core/world/prepared-world.js';
import { kept } from './task.mjs';

const SUITES = ['streams', 'choice', 'uuid', 'sort', 'batches'];

/** What the suites work on: a world, and the columns of a shard of orders in the middle of its period. */
function prepare(preset) {
  const { world } = resolveSettings({ preset }, { env: {}, cwd: import.meta.dirname });
  const prepared = new PreparedWorld(world);
  const maker = prepared.maker();
  const shards = [...prepared.shards('orders')];
  maker.drawOrders(shards[Math.floor(shards.length / 2)].shard);
  return { world, maker };
}

/** What is wrong with the command line, or undefined. */
function complaint(names) {
  const unknown = names.find((name) => !SUITES.includes(name));
  return unknown && `There is no suite '${unknown}'; allowed is any of ${SUITES.join(', ')}.`;
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: { smoke: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    return { smoke: values.smoke, names: positionals, wrong: complaint(positionals) };
  } catch (error) {
    return { wrong: error.message };
  }
}

async function run(names, smoke) {
  const prepared = prepare(smoke ? 'tiny' : 'full');
  const effort = smoke
    ? { time: 0, iterations: 2, warmup: false }
    : { time: 1000, iterations: 16, warmupTime: 300 };
  for (const name of names) {
    const { tasks } = await import(`./${name}.mjs`);
    const bench = new Bench({ name, throws: true, ...effort });
    for (const { title, measure } of tasks(prepared)) bench.add(title, measure, { async: false });
    bench.runSync();
    console.log(bench.name);
    console.table(bench.table());
  }
  if (!Number.isInteger(kept())) throw new TypeError('a task kept something that is not a number');
}

const { names, smoke, wrong } = readArguments();
if (wrong === undefined) {
  await run(names.length > 0 ? names : SUITES, smoke);
} else {
  console.error(wrong);
  process.exitCode = 2;
}
