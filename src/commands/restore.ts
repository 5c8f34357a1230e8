/** zava restore: a dump of zava generate into MongoDB, after a check of every file. */
import { resolve } from 'node:path';
import { displayPath } from '../core/settings/display-path.js';
import { hostsOf } from '../mongodb/connection-string.js';
import { restoreDump } from '../tools/transfer/restore.js';
import { type Context, type Define, prepare } from './command.js';
import { requireDrop } from './confirmation.js';
import { backlogAfter, backlogForScripts, sayBacklog } from './follower.js';
import { NOTHING_CHANGED, underBar } from './interruption.js';
import { addOptions, type FlagsOf, OUTPUT, TARGET } from './options.js';
import { forScripts, noteUnrecorded, showFinished, showOutcome } from './report.js';
import { chooseTarget, placed, withServer } from './target.js';

const FLAGS = [
  ...TARGET,
  ...OUTPUT,
  ['dump', 'the dump, as zava generate wrote it (default: out)'],
  ['database', 'name of the database to restore into (default: zava)'],
  ['config', 'a YAML file with settings of the load, and which may name the database'],
  'drop',
  ['resume', 'go on with a restore that was interrupted; begins where there is none'],
  'noRecord',
  'indexes',
  'yes',
] as const;

type Flags = FlagsOf<(typeof FLAGS)[number]>;

export const define: Define = (command, context) => {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      `
Examples:
  npx zava restore --dump out --local
  npx zava restore --dump out --uri mongodb://localhost:27017 --database copy --drop

Every file is held against manifest.json first: one that is missing or has another SHA-256 is named, and nothing is
written.`,
    )
    .action((flags: Flags) => restore(flags, context));
};

const INTERRUPTED =
  'Interrupted. Run the same command with --resume to go on, or with --drop to start from scratch.';

async function restore(flags: Flags, context: Context): Promise<void> {
  const target = await chooseTarget(flags, context);
  const { settings, screen } = await prepare(flags, placed(context, target));
  const folder = resolve(context.cwd, flags.dump ?? 'out');
  const { database } = settings;
  const { signal } = context;
  const place = { screen, signal };
  let begun = false;
  await underBar(
    place,
    () => (begun ? INTERRUPTED : NOTHING_CHANGED),
    ({ onProgress, stop }) =>
      withServer(target, context, screen, async (uri) => {
        await requireDrop(flags, uri, database, place);
        begun = true;
        const { drop = false, resume, record, indexes } = flags;
        const request = { drop, resume, record, indexes, signal, onProgress };
        const outcome = await restoreDump(settings, folder, uri, request);
        stop();
        const host = hostsOf(uri);
        const backlog = backlogAfter(outcome);
        const told = { ...forScripts(outcome), ...backlogForScripts(backlog) };
        screen.json({ command: 'restore', dump: folder, host, database, indexes, ...told });
        const [dump, where] = [displayPath(folder), `database ${database} at ${host}`];
        if (outcome.already === true) showFinished(screen, outcome, `The restore of ${dump} into ${where}`);
        else showOutcome(screen, outcome, `${dump} is in ${where}, its files and counts checked.`, []);
        sayBacklog(screen, backlog, flags.drop === true && flags.yes === true);
        noteUnrecorded(screen, outcome);
      }),
  );
}
