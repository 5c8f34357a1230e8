/** zava indexes list: what is wanted beside what is there. */
import { EXIT } from '../core/options/exit-codes.js';
import { command as aCommand } from '../core/options/table.js';
import { say } from '../message.js';
import { type IndexList, type ListedIndex, listIndexes } from '../tools/operate/indexes/list.js';
import { searchNote, vectorSentence } from '../tools/operate/indexes/vector.js';
import { grouped, size } from '../ui/terminal/numbers.js';
import { wordTable } from '../ui/terminal/table.js';
import { counted } from '../ui/terminal/words.js';
import type { Define } from './command.js';
import { type DatabaseFlags, type Session, withDatabase } from './database.js';
import { addOptions, DATABASE } from './options.js';

export const defineList: Define = (command, context) => {
  addOptions(command, ...DATABASE)
    .addHelpText(
      'after',
      `
Compares the indexes of the nine collections with the 49 that the dataset wants (40 and the nine on _id), and the two
vector indexes where the server has search. "uses" counts operations since the server began to count; the role
clusterMonitor or dbAdmin may see it. The exit code is 1 where an index is missing or differs; an extra one is told.`,
    )
    .action((flags: DatabaseFlags) =>
      withDatabase(flags, context, async (session) => {
        show(session, await listIndexes(session));
      }),
    );
};

const row = ({ collection, index, state, bytes, uses }: ListedIndex): string[] => [
  collection,
  index,
  state,
  bytes === undefined ? '' : size(bytes),
  uses === undefined ? '' : grouped(uses),
];

/** When the server began to count; of each index again when it was built. */
function countedSince(indexes: readonly ListedIndex[]): string | undefined {
  const earliest = indexes.flatMap(({ since }) => since ?? []).sort()[0];
  return earliest === undefined
    ? undefined
    : `uses are counted since ${earliest.slice(0, 16).replace('T', ' ')} UTC at the earliest.`;
}

function show({ screen, host, db }: Session, list: IndexList): void {
  const { indexes, vectors, search, usesKnown, wanted, present, missing, differing, extra } = list;
  screen.json({
    ...{ command: 'indexes list', host, database: db.databaseName },
    ...list,
    indexes: indexes.map(({ reason, ...one }) =>
      reason === undefined ? one : { ...one, reason: screen.words(reason) },
    ),
  });
  const rows = [
    ...indexes.map(row),
    ...vectors.map(({ collection, index, state, status }) => {
      return [collection, index, status === undefined ? state : `${state}, ${status}`, '', ''];
    }),
  ];
  screen.say(wordTable(['collection', 'index', 'state', 'size', 'uses'], rows, [3, 4]));
  for (const note of [searchNote(search), countedSince(indexes)]) {
    if (note !== undefined) screen.note(`Note: ${note}`);
  }
  for (const { collection, index, key, state } of indexes) {
    if (state === 'extra') screen.note(`Note: ${collection} has the extra index ${index} ${key}.`);
  }
  if (!usesKnown) {
    screen.note(
      'Note: the user may not see how often indexes are used (right indexStats, role clusterMonitor).',
    );
  }
  for (const { reason } of indexes) if (reason !== undefined) screen.finding(reason);
  for (const vector of vectors) {
    if (vector.state === 'differs') screen.finding(vectorSentence(vector));
  }
  screen.say(
    `Database ${db.databaseName} at ${host}: ${present} of ${counted(wanted, 'index', 'indexes')} there, ${missing} missing, ${differing} different, ${extra} extra.`,
  );
  if (missing + differing === 0) return;
  if (missing > 0) screen.note(say`Next: ${aCommand('indexes create')} builds what is missing.`);
  process.exitCode = EXIT.failed;
}
