/** zava indexes drop: all secondary indexes of the nine collections. */
import { command as aCommand } from '../core/options/table.js';
import { say } from '../message.js';
import { dropIndexes, droppableIndexes } from '../tools/operate/indexes/drop.js';
import { counted } from '../ui/terminal/words.js';
import type { Define } from './command.js';
import { requireFor } from './confirmation.js';
import { withDatabase } from './database.js';
import { notingInterruption } from './interruption.js';
import { addOptions, DATABASE, type FlagsOf } from './options.js';

const PHRASE = 'DROP INDEXES';

const FLAGS = [...DATABASE, ['yes', `do not ask for the phrase ${PHRASE}`]] as const;

export const defineDrop: Define = (command, context) => {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      `
Drops all secondary indexes of the nine collections, those that somebody else made there too; never the ones on _id,
and no vector indexes. Documents stay. npx zava indexes create builds the dataset's own again.`,
    )
    .action(async (flags: FlagsOf<(typeof FLAGS)[number]>) => {
      await withDatabase(flags, context, async (session) => {
        const { screen, signal, host, db } = session;
        const droppable = await droppableIndexes(session);
        const total = droppable.reduce((sum, { indexes }) => sum + indexes.length, 0);
        if (total > 0) {
          const loss = counted(total, 'secondary index', 'secondary indexes');
          const details = [
            `${loss} will be dropped; documents and the indexes on _id stay.`,
            ...droppable.map(({ collection, indexes }) => `${collection}: ${indexes.join(', ')}`),
          ];
          await requireFor(session, { answer: PHRASE, loss, details }, flags.yes);
        }
        let done = 0;
        await notingInterruption(
          session,
          () =>
            say`Interrupted; ${done} of ${total} indexes are dropped. ${aCommand('indexes create')} builds them again.`,
          () => dropIndexes(session, droppable, { signal, done: (count) => (done += count) }),
        );
        screen.json({
          command: 'indexes drop',
          host,
          database: db.databaseName,
          dropped: total,
          collections: droppable,
        });
        screen.say(
          total === 0
            ? `Database ${db.databaseName} at ${host} has no secondary indexes in the nine collections; nothing was changed.`
            : `${counted(total, 'index', 'indexes')} of database ${db.databaseName} at ${host} dropped.`,
        );
      });
    });
};
