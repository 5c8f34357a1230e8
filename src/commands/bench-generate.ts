/** zava bench generate: the speed of generation alone, without a server and without a disk. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { measureGeneration } from '../bench/generate/measure.js';
import { repeatCount, resultFile, workerCounts } from '../bench/generate/options.js';
import { showResult } from '../bench/generate/tables.js';
import { ZavaError } from '../errors.js';
import { displayPath } from '../settings/files.js';
import { resolveSettings } from '../settings/resolve.js';
import { Screen } from '../ui/screen.js';
import type { Context } from './command.js';

interface Flags {
  preset?: string;
  scale?: string;
  seed?: string;
  customers?: string;
  orders?: string;
  config?: string;
  workers?: string;
  repeats?: string;
  json?: string;
  quiet?: boolean;
}

/** Adds flags, help and action to a command that has its name and summary. */
export function defineGenerate(command: Command, context: Context): void {
  command
    .option('--workers <list>', 'numbers of worker threads to compare (default: 1 and the number of cores)')
    .option('--repeats <count>', 'how often each figure is measured (default: 5)')
    .option('--preset <name>', 'full (50,000 customers, 200,000 orders), demo or tiny')
    .option('--scale <factor>', "multiplies the preset's customers and orders")
    .option('--orders <count>', 'number of orders, instead of the preset')
    .option('--customers <count>', 'number of customers, instead of the preset')
    .option('--seed <number>', 'the same seed and settings give the same data')
    .option('--config <file>', 'a YAML file with the settings that differ from config/generation_config.yaml')
    .option('--json <file>', 'write the result to a file')
    .option('--quiet', 'print nothing but errors')
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
      const file = json === undefined ? undefined : resultFile('--json', json, context.cwd);
      const screen = new Screen({ json: false, quiet: quiet === true });
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
