/** zava trigger-sync: touches every document, so that Ditto's connector picks it up. */

import { SYNCED } from '../core/model/ditto.js';
import { collectionsOf } from '../core/model/named.js';
import { checked } from '../core/options/kinds.js';
import { command as aCommand, OPTIONS, option } from '../core/options/table.js';
import { say } from '../message.js';
import { CONNECTOR_SESSIONS } from '../mongodb/connector.js';
import { SYNC_FIELD } from '../mongodb/sync-field.js';
import { type Drain, drainOf, drainWords } from '../tools/ditto/drain.js';
import {
  type Mode,
  planSync,
  type SyncPlan,
  type Touched,
  triggerSync,
} from '../tools/operate/trigger-sync/trigger-sync.js';
import { grouped } from '../ui/terminal/numbers.js';
import { wordTable } from '../ui/terminal/table.js';
import { counted } from '../ui/terminal/words.js';
import type { Define } from './command.js';
import { type Session, withBar, withDatabase } from './database.js';
import { addOptions, DATABASE, type FlagsOf } from './options.js';

const FLAGS = [
  ...DATABASE,
  ['collections', 'only these of the eight synced ones, separated by commas'],
  'rate',
  ['resume', 'go on with an interrupted run: only documents that lack its mark'],
  'undo',
] as const;

type Flags = FlagsOf<(typeof FLAGS)[number]>;

export const define: Define = (command, context) => {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      `
Sets ${SYNC_FIELD} on every document, in the order of _id, to the time at which the run began: a change
that Ditto's connector sees, for collections whose documents stood there before it was set up. --resume takes the
newest such time that it finds for its own. --undo is a change of each document, too. After a load of new documents
nothing of this is needed.`,
    )
    .action(async (flags: Flags) => {
      const names = collectionsOf(flags.collections, SYNCED);
      const rate = checked(OPTIONS.rate.kind, option('rate'), flags.rate);
      const mode = modeOf(flags);
      await withDatabase(flags, context, async (session) => {
        const plan = await planSync(session, names, mode, new Date().toISOString());
        const total = plan.collections.reduce((sum, { documents }) => sum + documents, 0);
        const drain = drainOf(total, rate);
        announce(session, plan, drain, rate);
        const again = mode === 'undo' ? 'Run the same command again' : 'Run it again with --resume';
        const interrupted = (done: number) =>
          `Interrupted with ${grouped(done)} of ${grouped(total)} documents done or a few more. ${again} for the rest.`;
        const touched = await withBar(session, total, interrupted, (watch) =>
          triggerSync(session, plan, rate, watch),
        );
        show(session, plan, touched, drain);
      });
    });
};

function modeOf({ resume, undo }: Flags): Mode {
  if (undo) return 'undo';
  return resume ? 'resume' : 'touch';
}

function announce({ screen, host, db }: Session, plan: SyncPlan, drain: Drain, rate: number): void {
  const what = plan.mode === 'undo' ? `Removing ${SYNC_FIELD} from` : `Setting ${SYNC_FIELD} on`;
  screen.note(
    `${what} ${counted(drain.writes, 'document')} of database ${db.databaseName} at ${host}, at most ${grouped(rate)} a second.`,
  );
  if (drain.writes > 0) screen.note(drainWords(drain));
  if (!plan.followed) {
    screen.note(
      `Note: no connector has followed this database yet (it does not hold ${CONNECTOR_SESSIONS}).`,
    );
  }
  if (plan.missing.length > 0) screen.note(`Note: not there: ${plan.missing.join(', ')}.`);
  if (plan.withoutImages.length > 0) {
    screen.note(
      say`Note: Ditto's connector will refuse ${plan.withoutImages.join(', ')} until ${aCommand('change-streams enable')} was run.`,
    );
  }
}

function show(
  { screen, host, db }: Session,
  { mode, mark, followed }: SyncPlan,
  touched: readonly Touched[],
  drain: Drain,
): void {
  const documents = touched.reduce((sum, { documents: count }) => sum + count, 0);
  screen.json({
    command: 'trigger-sync',
    host,
    database: db.databaseName,
    mode,
    ...(mark === undefined ? {} : { mark }),
    documents,
    collections: touched,
    followed,
    connector: drain,
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
