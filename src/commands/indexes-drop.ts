/** zava indexes drop: all secondary indexes of the nine collections. */
import { dropIndexes, droppableIndexes } from '../operate/indexes/drop.js';
import { requireAnswer, requirePhrase } from '../ui/phrase.js';
import { counted } from '../ui/words.js';
import type { Define } from './command.js';
import { addDatabaseFlags, type DatabaseFlags, notingInterruption, withDatabase } from './database.js';

const PHRASE = 'DROP INDEXES';

interface Flags extends DatabaseFlags {
  yes?: boolean;
}

export const defineDrop: Define = (command, context) => {
  addDatabaseFlags(command)
    .option('--yes', `do not ask for the phrase ${PHRASE}`)
    .addHelpText(
      'after',
      `
Drops all secondary indexes of the nine collections, those that somebody else made there too; never the ones on _id,
and no vector indexes. Documents stay. npx zava indexes create builds the dataset's own again.`,
    )
    .action(async (flags: Flags) => {
      requireAnswer(PHRASE, flags.yes);
      await withDatabase(flags, context, async (session) => {
        const { screen, signal, host, db } = session;
        const droppable = await droppableIndexes(session);
        const total = droppable.reduce((sum, { indexes }) => sum + indexes.length, 0);
        if (total > 0) {
          const losses = [
            `${counted(total, 'secondary index', 'secondary indexes')} will be dropped; documents and the indexes on _id stay.`,
            ...droppable.map(({ collection, indexes }) => `${collection}: ${indexes.join(', ')}`),
          ];
          const danger = { phrase: PHRASE, host, database: db.databaseName, losses } as const;
          await requirePhrase(danger, flags.yes, screen, signal);
        }
        let done = 0;
        await notingInterruption(
          session,
          () =>
            `Interrupted; ${done} of ${total} indexes are dropped. npx zava indexes create builds them again.`,
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
