/** zava bench generate: the speed of generation alone, without a server and without a disk. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { displayPath } from '../core/settings/display-path.js';
import { resolveSettings } from '../core/settings/resolve.js';
import { ZavaError } from '../errors.js';
import { measureGeneration } from '../tools/bench/generate/measure.js';
import { repeatCount, resultFile, workerCounts } from '../tools/bench/generate/options.js';
import { showResult } from '../tools/bench/generate/tables.js';
import { type Context, screenOf } from './command.js';
import { addOptions, type FlagsOf, type Taken } from './options.js';

const FLAGS = [
  'workerCounts',
  'generateRepeats',
  ['preset', 'full (50,000 customers, 200,000 orders), demo or tiny'],
  'scale',
  'orders',
  'customers',
  'seed',
  'config',
  'resultFile',
  ['quiet', 'print nothing but errors'],
] as const satisfies readonly Taken[];

type Flags = FlagsOf<(typeof FLAGS)[number]>;

/** Adds flags, help and action to a command that has its name and summary. */
export function defineGenerate(command: Command, context: Context): void {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      `
It first measures how fast one core copies bytes, so that results of different machines can be set side by side.
Nothing is written but the file of --json. Five repeats take about a minute; Ctrl-C shows what was measured so far.

Examples:
  npx zava bench generate --json result.json
  npx zava bench generate --workers 1,2,4 --repeats 3 --orders 2000000`,
    )
    .action(async (flags: Flags) => {
      const { workers: list, repeats: times, json, quiet, ...world } = flags;
      const workers = workerCounts(list);
      const repeats = repeatCount(times);
      const file = json === undefined ? undefined : resultFile('resultFile', json, context.cwd);
      const screen = screenOf({ json: false, quiet: quiet === true }, context);
      const settings = resolveSettings(world, context);
      for (const note of settings.notes) screen.note(`Note: ${note}`);
      const { env, cwd, signal } = context;
      const result = await measureGeneration({
        settings,
        flags: world,
        surroundings: { env, cwd },
        workers,
        repeats,
        signal,
        onPhase: (phase) => screen.note(`Measuring ${phase} ...`),
      });
      if (!result.complete) screen.note('Interrupted; this is what was measured so far.');
      showResult(screen, result);
      if (file === undefined) return;
      await writeFile(file, `${JSON.stringify(result, undefined, 2)}\n`).catch((error: Error) => {
        throw new ZavaError(`The result could not be written to ${displayPath(file)}: ${error.message}.`);
      });
      screen.note(`The result is in ${displayPath(file)}.`);
    });
}
