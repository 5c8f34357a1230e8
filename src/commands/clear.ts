/** zava clear: the documents go, indexes and options stay. */

import { COLLECTION_NAMES } from '../core/model/index.js';
import { collectionsOf } from '../core/model/named.js';
import { type Cleared, clear } from '../tools/operate/clear/clear.js';
import { type Survey, survey, type Wish } from '../tools/operate/clear/survey.js';
import { grouped } from '../ui/terminal/numbers.js';
import type { Screen } from '../ui/terminal/screen.js';
import { wordTable } from '../ui/terminal/table.js';
import { counted } from '../ui/terminal/words.js';
import type { Define } from './command.js';
import { FINAL, ON_DEVICES, requireFor } from './confirmation.js';
import { type Session, withBar, withDatabase } from './database.js';
import { addOptions, DATABASE, type FlagsOf } from './options.js';

const PHRASE = 'DELETE ALL DATA';

const FLAGS = [
  ...DATABASE,
  'collections',
  'keepCollections',
  'recreate',
  ['yes', `do not ask for the phrase ${PHRASE}`],
] as const;

type Flags = FlagsOf<(typeof FLAGS)[number]>;

export const define: Define = (command, context) => {
  addOptions(command, ...FLAGS)
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
      const names = collectionsOf(flags.collections, COLLECTION_NAMES);
      const wish = wishOf(flags);
      await withDatabase(flags, context, async (session) => {
        const plan = await survey(session, names, wish);
        const total = plan.collections.reduce((sum, { documents }) => sum + documents, 0);
        if (total === 0) {
          show(session, []);
          return;
        }
        const documents = counted(total, 'document');
        const details = detailsOf(plan, documents, session.screen);
        const loss = plan.followed ? `${documents}, ${ON_DEVICES}` : documents;
        await requireFor(session, { answer: PHRASE, loss, details }, flags.yes);
        const interrupted = (done: number) =>
          `Interrupted with ${grouped(done)} of ${grouped(total)} documents deleted or a few more; indexes and options are as they were. Run the same command again for the rest.`;
        show(session, await withBar(session, total, interrupted, (watch) => clear(session, plan, watch)));
      });
    });
};

function wishOf({ keepCollections, recreate }: Flags): Wish {
  if (keepCollections) return 'delete';
  return recreate ? 'replace' : 'auto';
}

const MANNER = { delete: 'one after the other', replace: 'at one blow, by an empty copy' } as const;

/** Why each manner was chosen: with the collections where one reason does not go for all. */
function reasonsOf({ collections }: Survey, screen: Screen): string[] {
  const groups = new Map<string, string[]>();
  for (const { collection, method, why } of collections) {
    const reason = `${MANNER[method]}, because ${screen.words(why)}.`;
    groups.set(reason, [...(groups.get(reason) ?? []), collection]);
  }
  if (groups.size === 1) {
    return collections.slice(0, 1).map(({ why }) => `The manner was chosen because ${screen.words(why)}.`);
  }
  return [...groups].map(([reason, names]) => `${names.join(', ')}: ${reason}`);
}

function detailsOf(survey: Survey, loss: string, screen: Screen): string[] {
  const { collections } = survey;
  const lines = [
    `${loss} will be deleted; indexes and options stay.`,
    ...collections.map(
      ({ collection, documents, method }) =>
        `${collection}: ${counted(documents, 'document')}, ${MANNER[method]}`,
    ),
    ...reasonsOf(survey, screen),
    ...(survey.followed
      ? FINAL.map((line) => screen.words(line))
      : [
          'With a Ditto connector running, deletes are final on devices, also against a later load of the same ids.',
        ]),
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
