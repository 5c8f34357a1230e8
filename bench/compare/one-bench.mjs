/** What the benches beside the comparison have in common: their flags, Ctrl-C, and how a result is written. */
import { parseArgs } from 'node:util';
import { openBench } from './harness.mjs';
import { figureLines } from './table.mjs';

/**
 * Runs a bench by its flags, --preset, --rounds and --json, and writes its result to standard output.
 * @param rounds how many unless --rounds says it.
 * @param measure takes the bench and the preset, and resolves with `measured` and `findings`.
 */
export async function runBench(rounds, measure) {
  const { values } = parseArgs({
    options: {
      preset: { type: 'string', default: 'full' },
      rounds: { type: 'string', default: String(rounds) },
      json: { type: 'boolean', default: false },
    },
  });
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
  const say = (line) => process.stderr.write(`${line}\n`);
  const bench = await openBench({ rounds: Number(values.rounds), signal: interrupted.signal, say });
  try {
    const result = await measure(bench, values.preset);
    process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : figureLines(result));
  } finally {
    await bench.close();
  }
}
