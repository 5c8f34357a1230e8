/** zava clear: the documents go, indexes and options stay. */
import { SettingsError } from '../errors.js';
import { COLLECTION_NAMES } from '../model/index.js';
import { type Cleared, clear } from '../operate/clear/clear.js';
import { type Survey, survey, type Wish } from '../operate/clear/survey.js';
import { pickCollections } from '../operate/deployment.js';
import { grouped } from '../ui/numbers.js';
import { requireAnswer, requirePhrase } from '../ui/phrase.js';
import { wordTable } from '../ui/table.js';
import { counted } from '../ui/words.js';
import type { Define } from './command.js';
import { addDatabaseFlags, type DatabaseFlags, type Session, withBar, withDatabase } from './database.js';

const PHRASE = 'DELETE ALL DATA';

interface Flags extends DatabaseFlags {
  collections?: string;
  keepCollections?: boolean;
  recreate?: boolean;
  yes?: boolean;
}

export const define: Define = (command, context) => {
  addDatabaseFlags(command)
    .option('--collections <list>', 'only these of the nine, separated by commas')
    .option('--keep-collections', 'always delete the documents one after the other')
    .option(
      '--recreate',
      'always put an empty copy in the place of a collection, also where streams may be open',
    )
    .option('--yes', `do not ask for the phrase ${PHRASE}`)
    .addHelpText(
      'after',
      `
Indexes, validators, change stream images and all other options stay, which is checked afterwards; collections of
other names are left alone. Documents are deleted one after the other, which change streams see. Where that would take
long and no change stream can be open (an only server that says so), an empty copy with the same options and indexes
takes the collection's place instead, at one blow: --keep-collections forbids that, --recreate demands it wherever
nothing is lost by it, such as a search index.

With a Ditto connector running, a delete is final: it beats what devices do to the document, and a document of the
same id that comes later. A replaced collection ends the connector's change stream, also one that is stopped for now.`,
    )
    .action(async (flags: Flags) => {
      requireAnswer(PHRASE, flags.yes);
      const names = pickCollections(flags.collections, COLLECTION_NAMES);
      const wish = wishOf(flags);
      await withDatabase(flags, context, async (session) => {
        const plan = await survey(session, names, wish);
        const total = plan.collections.reduce((sum, { documents }) => sum + documents, 0);
        if (total === 0) {
          show(session, []);
          return;
        }
        const danger = { phrase: PHRASE, host: session.host, database: session.db.databaseName } as const;
        await requirePhrase(
          { ...danger, losses: lossesOf(plan, total) },
          flags.yes,
          session.screen,
          session.signal,
        );
        const interrupted = (done: number) =>
          `Interrupted with ${grouped(done)} of ${grouped(total)} documents deleted or a few more; indexes and options are as they were. Run the same command again for the rest.`;
        show(session, await withBar(session, total, interrupted, (watch) => clear(session, plan, watch)));
      });
    });
};

function wishOf({ keepCollections, recreate }: Flags): Wish {
  if (keepCollections && recreate) {
    throw new SettingsError(
      '--keep-collections and --recreate contradict each other; allowed is one of the two.',
    );
  }
  if (keepCollections) return 'delete';
  return recreate ? 'replace' : 'auto';
}

const MANNER = { delete: 'one after the other', replace: 'at one blow, by an empty copy' } as const;

function lossesOf({ collections, why }: Survey, total: number): string[] {
  const lines = [
    `${counted(total, 'document')} will be deleted; indexes and options stay.`,
    ...collections.map(
      ({ collection, documents, method }) =>
        `${collection}: ${counted(documents, 'document')}, ${MANNER[method]}`,
    ),
    `The manner was chosen because ${why}.`,
    'With a Ditto connector running, deletes are final on devices, also against a later load of the same ids.',
  ];
  if (collections.some(({ method }) => method === 'replace')) {
    lines.push(
      'An empty copy ends change streams on its collection, also of a connector that is stopped for now.',
    );
  }
  return lines;
}

function show({ screen, host, db }: Session, cleared: readonly Cleared[]): void {
  const total = cleared.reduce((sum, { documents }) => sum + documents, 0);
  screen.json({ command: 'clear', host, database: db.databaseName, documents: total, collections: cleared });
  if (cleared.length === 0) {
    screen.say(`Database ${db.databaseName} at ${host} holds nothing to delete; nothing was changed.`);
    return;
  }
  const rows = cleared.map(({ collection, documents, method }) => [
    collection,
    grouped(documents),
    MANNER[method],
  ]);
  screen.say(wordTable(['collection', 'deleted', 'how'], rows, [1]));
  screen.say(
    `${counted(total, 'document')} of database ${db.databaseName} at ${host} deleted; indexes and options are as they were.`,
  );
}
