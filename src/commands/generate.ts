/** zava generate: a dump folder from a seed, without a server. */
import { resolve } from 'node:path';
import { generateDump, generateNothing, makingThreads } from '../coordinator/generate-dump.js';
import { SettingsError } from '../errors.js';
import { displayPath } from '../settings/files.js';
import { workersOf } from '../settings/resolve.js';
import {
  addOutputFlags,
  addWorldFlags,
  type Define,
  type OutputFlags,
  prepare,
  type WorldFlags,
} from './command.js';
import { showOutcome } from './report.js';

interface Flags extends WorldFlags, OutputFlags {
  out?: string;
  sink: string;
}

export const define: Define = (command, context) => {
  addOutputFlags(addWorldFlags(command))
    .option('--out <folder>', 'where the dump goes (default: out)')
    .option('--sink <kind>', 'dump, or null to make everything and keep nothing', 'dump')
    .addHelpText(
      'after',
      `
Examples:
  npx zava generate --preset tiny --out fixtures     a small dump, the same for every machine
  npx zava generate --scale 10 --seed 7              two million orders into out/
  mongorestore out                                   load a dump with MongoDB's own tool`,
    )
    .action(async (flags: Flags) => {
      const threads = makingThreads(workersOf(flags));
      const { settings, screen } = prepare(flags, context);
      if (flags.sink !== 'dump' && flags.sink !== 'null') {
        throw new SettingsError(`--sink is '${flags.sink}'; allowed is dump or null.`);
      }
      if (flags.sink === 'null' && flags.out !== undefined) {
        throw new SettingsError('--sink null keeps nothing and --out names a folder; give one of the two.');
      }
      const folder = resolve(context.cwd, flags.out ?? 'out');
      const shown = displayPath(folder);
      const { onProgress, stop } = screen.progress();
      context.signal.addEventListener('abort', () => {
        stop();
        if (flags.sink === 'dump') {
          screen.note(
            `Interrupted. ${shown} holds an unfinished dump without manifest.json; run the same command again to make it whole.`,
          );
        }
      });
      const watch = { threads, signal: context.signal, onProgress };
      const outcome = await (flags.sink === 'null'
        ? generateNothing(settings, watch)
        : generateDump(settings, folder, watch)
      ).finally(stop);
      screen.json({
        command: 'generate',
        seed: settings.world.seed,
        out: flags.sink === 'null' ? null : folder,
        ...outcome,
      });
      if (flags.sink === 'null') {
        showOutcome(screen, outcome, 'Nothing was kept.', []);
        return;
      }
      showOutcome(screen, outcome, `The dump is in ${shown}, with manifest.json.`, [
        `Next: mongorestore ${shown}, or npx zava load --local to load without a dump.`,
      ]);
    });
};
