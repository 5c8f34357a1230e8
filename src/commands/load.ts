/** zava load: the dataset straight into MongoDB. */
import { type LoadRequest, loadDatabase, sendingThreads } from '../coordinator/load.js';
import type { ShardThreads } from '../coordinator/shard-threads.js';
import { SettingsError } from '../errors.js';
import { hostsOf, isLocal } from '../mongodb/connect.js';
import { countFlag, workersOf } from '../settings/resolve.js';
import { refusePartOf } from '../slices/slice.js';
import { confirm } from '../ui/confirm.js';
import { grouped } from '../ui/numbers.js';
import { counted } from '../ui/words.js';
import {
  addOutputFlags,
  addWorldFlags,
  type Context,
  type Define,
  type OutputFlags,
  type WorldFlags,
} from './command.js';
import { addFitFlag, type FitFlags, prepareFitting } from './fit-flags.js';
import { partOf } from './part.js';
import { recordFolder } from './record.js';
import { showOutcome } from './report.js';
import { addSliceFlags, type SliceFlags, sliced } from './slice-flags.js';
import { addTargetFlags, chooseTarget, type TargetFlags, withServer } from './target.js';

interface Flags extends WorldFlags, OutputFlags, TargetFlags, SliceFlags, FitFlags {
  drop?: boolean;
  resume?: boolean;
  keepLedger?: boolean;
  indexes: boolean;
  maxRate?: string;
  maxConnections?: string;
  deadline?: string;
  part?: string;
  finish?: boolean;
  yes?: boolean;
}

export const define: Define = (command, context) => {
  addTargetFlags(addSliceFlags(addFitFlag(addOutputFlags(addWorldFlags(command)))))
    .option(
      '--drop',
      'replace those of the nine collections that the database holds (asks first on a terminal)',
    )
    .option('--resume', 'go on with a load that was interrupted; begins where there is none')
    .option('--keep-ledger', 'leave the collection _zava_load, which says what is done, when all is')
    .option('--no-indexes', 'leave the secondary indexes out')
    .option('--max-rate <number>', 'documents a second at most, for a slow follower such as a connector')
    .option(
      '--max-connections <number>',
      'connections at most, over all workers; the driver has two more for each to watch a server',
    )
    .option('--deadline <seconds>', 'stop after so long; --resume goes on')
    .option('--part <i/n>', 'only the i-th of n parts of customers and orders, on any machine')
    .option('--finish', 'after all parts: the small collections, stock and indexes')
    .option('--yes', 'answer questions with yes')
    .addHelpText(
      'after',
      `
Examples:
  npx zava load --local                              the full dataset into an embedded server
  npx zava load --uri mongodb://localhost:27017 --preset demo --drop
  npx zava load --local --scale 10 --no-indexes --drop
  npx zava load --uri mongodb+srv://... --fit m0     as much as the free tier of Atlas takes
  npx zava load --local --store seattle --drop       what the device of one store holds
  npx zava load --uri mongodb://localhost:27017 --resume
  npx zava load --uri ... --part 1/4                 then 2/4, 3/4 and 4/4, and after them --finish`,
    )
    .action(async (flags: Flags) => {
      const target = chooseTarget(flags, context);
      const threads = sendingThreads(workersOf(flags), target === 'local' || isLocal(target.uri));
      // A process must not end while they load, so that they are closed whatever is wrong with the settings.
      await load(flags, target, context, threads).finally(() => threads.close());
    });
};

async function load(
  flags: Flags,
  target: { uri: string } | 'local',
  context: Context,
  threads: ShardThreads,
): Promise<void> {
  const { settings: whole, screen } = prepareFitting(flags, context);
  const settings = sliced(whole, flags);
  const request = requestOf(flags);
  refusePartOf(settings.slice, request.part);
  const drop = request.drop;
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
        ? `before any ${request.resume ? 'more documents were' : 'document was'} acknowledged`
        : `with ${grouped(acknowledged)} documents or a few more in database ${settings.database}`;
    const how =
      request.part !== undefined || request.resume === true
        ? 'Run the same command again to go on.'
        : drop
          ? 'Run the same command with --resume instead of --drop to go on.'
          : 'Run the same command with --resume to go on, or with --drop to begin anew.';
    screen.note(`Interrupted ${there}. ${how}`);
  };
  context.signal.addEventListener('abort', interrupted);
  try {
    await withServer(target, context, screen, async (uri) => {
      const outcome = await loadDatabase(
        settings,
        uri,
        request,
        await recordFolder(context, target, settings.database),
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
        request.part !== undefined
          ? [`Next: when all ${counted(request.part.of, 'part')} are there, the same with --finish.`]
          : local
            ? [`Next: npx zava up keeps the server running, then mongosh "${look}" or Compass.`]
            : ['Next: look at it with mongosh or Compass.'],
      );
    });
  } finally {
    stop();
    context.signal.removeEventListener('abort', interrupted);
  }
}

/** @throws SettingsError where flags contradict each other, or one is not what it should be. */
function requestOf(flags: Flags): LoadRequest {
  const only = flags.part !== undefined ? '--part' : flags.finish === true ? '--finish' : undefined;
  if (flags.drop === true && (only ?? flags.resume) !== undefined) {
    const other = only ?? '--resume';
    throw new SettingsError(
      `--drop begins anew and ${other} goes on with what is there; give one of the two.`,
    );
  }
  if (flags.part !== undefined && flags.finish === true) {
    throw new SettingsError('--part makes a part and --finish comes after all parts; give one of the two.');
  }
  return {
    drop: flags.drop === true,
    indexes: flags.indexes,
    resume: flags.resume === true || flags.finish === true,
    keepLedger: flags.keepLedger,
    maxRate: countFlag('--max-rate', flags.maxRate, 1_000_000_000),
    maxConnections: countFlag('--max-connections', flags.maxConnections, 10_000),
    deadline: countFlag('--deadline', flags.deadline, 1_000_000),
    part: partOf(flags.part),
    finishing: flags.finish,
  };
}
