/** zava load: the dataset straight into MongoDB. */
import { join } from 'node:path';
import { loadDatabase, sendingThreads } from '../coordinator/load.js';
import { hostsOf, isLocal } from '../mongodb/connect.js';
import { workersOf } from '../settings/resolve.js';
import { confirm } from '../ui/confirm.js';
import { grouped } from '../ui/numbers.js';
import {
  addOutputFlags,
  addWorldFlags,
  type Define,
  type OutputFlags,
  prepare,
  type WorldFlags,
} from './command.js';
import { showOutcome } from './report.js';
import { addTargetFlags, chooseTarget, type TargetFlags, withServer, zavaFolder } from './target.js';

interface Flags extends WorldFlags, OutputFlags, TargetFlags {
  drop?: boolean;
  indexes: boolean;
  yes?: boolean;
}

export const define: Define = (command, context) => {
  addTargetFlags(addOutputFlags(addWorldFlags(command)))
    .option(
      '--drop',
      'replace those of the nine collections that the database holds (asks first on a terminal)',
    )
    .option('--no-indexes', 'leave the secondary indexes out')
    .option('--yes', 'answer questions with yes')
    .addHelpText(
      'after',
      `
Examples:
  npx zava load --local                              the full dataset into an embedded server
  npx zava load --uri mongodb://localhost:27017 --preset demo --drop
  npx zava load --local --scale 10 --no-indexes --drop`,
    )
    .action(async (flags: Flags) => {
      const target = chooseTarget(flags, context);
      const threads = sendingThreads(workersOf(flags), target === 'local' || isLocal(target.uri));
      const { settings, screen } = prepare(flags, context);
      const drop = flags.drop === true;
      if (drop && flags.yes !== true && process.stdin.isTTY && flags.json !== true) {
        const where = target === 'local' ? 'the embedded server' : hostsOf(target.uri);
        const question = `Replace the Zava collections of database ${settings.database} at ${where}?`;
        if (!(await confirm(question, context.signal))) {
          screen.note('Nothing was changed.');
          process.exitCode = 1;
          return;
        }
      }
      let acknowledged = 0;
      const { onProgress, stop } = screen.progress();
      const interrupted = () => {
        stop();
        const there =
          acknowledged === 0
            ? 'before any document was acknowledged'
            : `with ${grouped(acknowledged)} documents or a few more in database ${settings.database}`;
        screen.note(`Interrupted ${there}. To load it whole, run the same command again with --drop.`);
      };
      context.signal.addEventListener('abort', interrupted);
      try {
        await withServer(target, context, screen, async (uri) => {
          const outcome = await loadDatabase(
            settings,
            uri,
            { drop, indexes: flags.indexes },
            join(zavaFolder(context.cwd), 'runs', settings.database),
            {
              threads,
              signal: context.signal,
              onProgress: (progress) => {
                if (progress.phase === 'documents') acknowledged = progress.done;
                onProgress?.(progress);
              },
            },
          );
          stop();
          const local = target === 'local';
          const look = uri.replace(/\/(\?|$)/, `/${settings.database}$1`);
          screen.json({
            command: 'load',
            seed: settings.world.seed,
            host: hostsOf(uri),
            database: settings.database,
            ...(local ? { uri: look } : {}),
            indexes: flags.indexes,
            ...outcome,
          });
          showOutcome(
            screen,
            outcome,
            `The data is in database ${settings.database} at ${hostsOf(uri)}.`,
            local
              ? [`Next: npx zava up keeps the server running, then mongosh "${look}" or Compass.`]
              : ['Next: look at it with mongosh or Compass.'],
          );
        });
      } finally {
        stop();
        context.signal.removeEventListener('abort', interrupted);
      }
    });
};
