/** zava trigger-sync: touches every document, so that Ditto's connector picks it up. */
import { SettingsError } from '../errors.js';
import { SYNC_FIELD } from '../mongodb/sync-field.js';
import { pickCollections, SYNCED } from '../operate/deployment.js';
import {
  type Mode,
  planSync,
  type SyncPlan,
  type Touched,
  triggerSync,
} from '../operate/trigger-sync/trigger-sync.js';
import { positiveCount } from '../settings/leaves.js';
import { parse } from '../settings/parse.js';
import { grouped } from '../ui/numbers.js';
import { wordTable } from '../ui/table.js';
import { counted } from '../ui/words.js';
import type { Define } from './command.js';
import { addDatabaseFlags, type DatabaseFlags, type Session, withBar, withDatabase } from './database.js';

/** More than any deployment takes. */
const MAX_RATE = 1_000_000;

/** Under half of what Ditto's connector is said to take a second. */
const DEFAULT_RATE = '2000';

interface Flags extends DatabaseFlags {
  collections?: string;
  rate: string;
  resume?: boolean;
  undo?: boolean;
}

export const define: Define = (command, context) => {
  addDatabaseFlags(command)
    .option('--collections <list>', 'only these of the eight synced ones, separated by commas')
    .option('--rate <number>', 'documents a second, at most', DEFAULT_RATE)
    .option('--resume', 'go on with an interrupted run: only documents that lack its mark')
    .option('--undo', 'remove the field instead')
    .addHelpText(
      'after',
      `
Sets ${SYNC_FIELD} on every document, in the order of _id, to the time at which the run began: a change
that Ditto's connector sees, for collections whose documents stood there before it was set up. --resume takes the
newest such time that it finds for its own. --undo is a change of each document, too. After a load of new documents
nothing of this is needed.`,
    )
    .action(async (flags: Flags) => {
      const names = pickCollections(flags.collections, SYNCED);
      const rate = rateOf(flags.rate);
      const mode = modeOf(flags);
      await withDatabase(flags, context, async (session) => {
        const plan = await planSync(session, names, mode, new Date().toISOString());
        const total = plan.collections.reduce((sum, { documents }) => sum + documents, 0);
        announce(session, plan, total, rate);
        const again = mode === 'undo' ? 'Run the same command again' : 'Run it again with --resume';
        const interrupted = (done: number) =>
          `Interrupted with ${grouped(done)} of ${grouped(total)} documents done or a few more. ${again} for the rest.`;
        const touched = await withBar(session, total, interrupted, (watch) =>
          triggerSync(session, plan, rate, watch),
        );
        show(session, plan, touched);
      });
    });
};

function rateOf(text: string): number {
  return parse(positiveCount(MAX_RATE), /^\d+$/.test(text) ? Number(text) : text, '--rate');
}

function modeOf({ resume, undo }: Flags): Mode {
  if (resume && undo) {
    throw new SettingsError('--resume and --undo contradict each other; allowed is one of the two.');
  }
  if (undo) return 'undo';
  return resume ? 'resume' : 'touch';
}

function announce({ screen, host, db }: Session, plan: SyncPlan, total: number, rate: number): void {
  const what = plan.mode === 'undo' ? `Removing ${SYNC_FIELD} from` : `Setting ${SYNC_FIELD} on`;
  screen.note(
    `${what} ${counted(total, 'document')} of database ${db.databaseName} at ${host}, at most ${grouped(rate)} a second.`,
  );
  if (plan.missing.length > 0) screen.note(`Note: not there: ${plan.missing.join(', ')}.`);
  if (plan.withoutImages.length > 0) {
    screen.note(
      `Note: Ditto's connector will refuse ${plan.withoutImages.join(', ')} until npx zava change-streams enable was run.`,
    );
  }
}

function show({ screen, host, db }: Session, { mode, mark }: SyncPlan, touched: readonly Touched[]): void {
  const documents = touched.reduce((sum, { documents: count }) => sum + count, 0);
  screen.json({
    command: 'trigger-sync',
    host,
    database: db.databaseName,
    mode,
    ...(mark === undefined ? {} : { mark }),
    documents,
    collections: touched,
  });
  screen.say(
    wordTable(
      ['collection', 'documents'],
      touched.map(({ collection, documents: count }) => [collection, grouped(count)]),
      [1],
    ),
  );
  screen.say(
    mode === 'undo'
      ? `${SYNC_FIELD} was removed from ${counted(documents, 'document')} of database ${db.databaseName} at ${host}.`
      : `${SYNC_FIELD} was set to ${mark} on ${counted(documents, 'document')} of database ${db.databaseName} at ${host}.`,
  );
}
