/** zava indexes create: the model's indexes where they are missing. */

import { COLLECTION_NAMES } from '../core/model/index.js';
import { EXIT } from '../core/options/exit-codes.js';
import { command as aCommand } from '../core/options/table.js';
import { say } from '../message.js';
import { createIndexes } from '../tools/operate/indexes/create.js';
import type { CreateOutcome, IndexOutcome } from '../tools/operate/indexes/outcome.js';
import { searchNote } from '../tools/operate/indexes/vector.js';
import { wordTable } from '../ui/terminal/table.js';
import { counted } from '../ui/terminal/words.js';
import type { Define } from './command.js';
import { type DatabaseFlags, type Session, withDatabase } from './database.js';
import { notingInterruption } from './interruption.js';
import { addOptions, DATABASE } from './options.js';

const INTERRUPTED =
  'Interrupted; the server finishes what it has begun. Run the same command again for the rest.';

export const defineCreate: Define = (command, context) => {
  addOptions(command, ...DATABASE)
    .addHelpText(
      'after',
      `
Builds those of the 40 secondary indexes that are not there; run it as often as you like. What stands in the way of
one is said, with the cure, and keeps no other from being built; the exit code is then 1. Collections that are not
there are made, empty, with the options that Ditto needs. The two vector indexes of product_embeddings are built
where the server has search (Atlas, or MongoDB 8.2 with mongot).`,
    )
    .action((flags: DatabaseFlags) =>
      withDatabase(flags, context, async (session) => {
        const { screen, signal, host, db } = session;
        screen.note(`Building the missing indexes of database ${db.databaseName} at ${host} ...`);
        show(
          session,
          await notingInterruption(
            session,
            () => INTERRUPTED,
            () => createIndexes(session, { signal }),
          ),
        );
      }),
    );
};

function show({ screen, host, db }: Session, outcome: CreateOutcome): void {
  const { collectionsCreated, search, vectors } = outcome;
  const all = [...outcome.indexes, ...vectors];
  const byResult = (result: IndexOutcome['result']) => all.filter((one) => one.result === result);
  const lists = [byResult('created'), byResult('present'), byResult('failed')] as const;
  const [created, present, failed] = lists;
  const inWords = ({ reason, ...one }: IndexOutcome) =>
    reason === undefined ? one : { ...one, reason: screen.words(reason) };
  screen.json({
    ...{ command: 'indexes create', host, database: db.databaseName },
    ...outcome,
    indexes: outcome.indexes.map(inWords),
    vectors: vectors.map(inWords),
  });
  const rows = COLLECTION_NAMES.map((name) => [
    name,
    ...lists.map((list) => String(list.filter(({ collection }) => collection === name).length)),
  ]);
  screen.say(wordTable(['collection', 'created', 'already there', 'failed'], rows, [1, 2, 3]));
  if (collectionsCreated.length > 0) {
    screen.note(`Note: made, as they were not there: ${collectionsCreated.join(', ')}.`);
  }
  const note = searchNote(search);
  if (note !== undefined) screen.note(`Note: ${note}`);
  if (vectors.some(({ result }) => result === 'created')) {
    screen.note(
      say`Note: the server still builds the vector indexes; ${aCommand('indexes list')} tells how far it is.`,
    );
  }
  for (const { reason } of failed) screen.finding(reason ?? '');
  screen.say(
    `${counted(created.length, 'index', 'indexes')} created, ${present.length} already there, ${failed.length} failed.`,
  );
  if (failed.length > 0) process.exitCode = EXIT.failed;
}
