/** zava load: the dataset straight into MongoDB. */

import { checked } from '../core/options/kinds.js';
import { command as aCommand, flagOf, OPTIONS, option } from '../core/options/table.js';
import { sliced } from '../core/slices/request.js';
import { type LoadRequest, loadDatabase, sendingWorkers } from '../engine/load.js';
import { say } from '../message.js';
import { hostsOf, isLocal, redacted, withDatabaseIn } from '../mongodb/connection-string.js';
import { grouped } from '../ui/terminal/numbers.js';
import { counted } from '../ui/terminal/words.js';
import { again, shellWord } from './advice.js';
import type { Context, Define } from './command.js';
import { requireDrop } from './confirmation.js';
import { prepareFitting } from './fit-flags.js';
import { backlogAfter, backlogForScripts, sayBacklog } from './follower.js';
import { NOTHING_CHANGED, underBar } from './interruption.js';
import { addOptions, type FlagsOf, OUTPUT, SLICE, TARGET, WORLD } from './options.js';
import { partOf } from './part.js';
import { forScripts, noteUnrecorded, showFinished, showOutcome } from './report.js';
import { chooseTarget, placed, type Target, withServer } from './target.js';

const FLAGS = [
  ...WORLD,
  ...OUTPUT,
  'fit',
  ...SLICE,
  ...TARGET,
  'drop',
  ['resume', 'go on with a load that was interrupted; begins where there is none'],
  'keepLedger',
  'noRecord',
  'indexes',
  'maxRate',
  'maxConnections',
  'deadline',
  'part',
  'finish',
  'yes',
] as const;

type Flags = FlagsOf<(typeof FLAGS)[number]>;

export const define: Define = (command, context) => {
  addOptions(command, ...FLAGS)
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
      const target = await chooseTarget(flags, context);
      await load(flags, target, placed(context, target));
    });
};

async function load(flags: Flags, target: Target, context: Context): Promise<void> {
  const { settings: whole, screen } = await prepareFitting(flags, context);
  const settings = sliced(whole, flags);
  const { database } = settings;
  const request = requestOf(flags);
  const place = { screen, signal: context.signal };
  const local = target === 'local' || isLocal(target.uri);
  // They load their code while a server is started, or looked at.
  const threads = await sendingWorkers(settings, local);
  let acknowledged = 0;
  let begun = false;
  await underBar(
    place,
    () => (begun ? interruption(request, acknowledged, database) : NOTHING_CHANGED),
    ({ onProgress, stop }) =>
      withServer(target, context, screen, async (uri) => {
        await requireDrop(flags, uri, database, place);
        begun = true;
        const outcome = await loadDatabase(settings, uri, request, {
          threads,
          signal: context.signal,
          onProgress: (progress) => {
            if (progress.phase === 'documents') acknowledged = progress.done;
            onProgress?.(progress);
          },
        });
        stop();
        const look = withDatabaseIn(uri, database);
        const backlog = backlogAfter(outcome);
        screen.json({
          command: 'load',
          seed: settings.world.seed,
          host: hostsOf(uri),
          database,
          ...(target === 'local' ? { uri: look } : {}),
          indexes: flags.indexes,
          ...forScripts(outcome),
          ...backlogForScripts(backlog),
        });
        const where = `database ${database} at ${hostsOf(uri)}`;
        if (outcome.already === true) showFinished(screen, outcome, `The load into ${where}`);
        else
          showOutcome(screen, outcome, `The data is in ${where}.`, [
            nextStep(request, target, look, context),
          ]);
        if (outcome.repeated === true) {
          screen.say(
            say`The database held this very dataset before: ${aCommand('reset')} makes it right again in a fraction of the time.`,
          );
        }
        sayBacklog(screen, backlog, flags.drop === true && flags.yes === true);
        noteUnrecorded(screen, outcome);
      }),
  ).finally(() => threads.close());
}

/**
 * How things stand after Ctrl-C, and how to go on.
 * @param acknowledged documents of the shards that are whole: those under way may have brought many more.
 */
function interruption({ drop, resume, part }: LoadRequest, acknowledged: number, database: string): string {
  const there =
    acknowledged === 0
      ? `before ${resume ? 'another' : 'the first'} shard was whole`
      : `with at least ${grouped(acknowledged)} documents in database ${database}`;
  const how =
    part !== undefined || resume === true
      ? 'Run the same command again to go on.'
      : drop
        ? 'Run the same command with --resume instead of --drop to go on.'
        : 'Run the same command with --resume to go on, or with --drop to start from scratch.';
  return `Interrupted ${there}. ${how}`;
}

/** @param look a connection string that names the database. */
function nextStep({ part }: LoadRequest, target: Target, look: string, { argv }: Context): string {
  if (part !== undefined) {
    return `Next: when all ${counted(part.of, 'part')} are there, ${again(argv, ['part'], flagOf('finish'))}`;
  }
  const shell = `mongosh ${shellWord(redacted(look))}`;
  return target === 'local'
    ? `Next: npx zava up keeps the server running, then ${shell} or Compass.`
    : `Next: look at it with ${shell} or Compass.`;
}

/** @throws SettingsError where a flag is not what it should be. */
const requestOf = (flags: Flags): LoadRequest => ({
  drop: flags.drop === true,
  indexes: flags.indexes,
  resume: flags.resume === true || flags.finish === true,
  keepJournal: flags.keepLedger,
  record: flags.record,
  maxRate: countOf('maxRate', flags.maxRate),
  maxConnections: countOf('maxConnections', flags.maxConnections),
  deadline: countOf('deadline', flags.deadline),
  part: partOf(flags.part),
  finishing: flags.finish,
});

const countOf = (
  name: 'maxRate' | 'maxConnections' | 'deadline',
  given: string | undefined,
): number | undefined => (given === undefined ? undefined : checked(OPTIONS[name].kind, option(name), given));
