/** zava verify: is a database exactly what a seed makes? */

import { resolve } from 'node:path';
import { COLLECTION_NAMES, type CollectionName } from '../core/model/index.js';
import { EXIT } from '../core/options/exit-codes.js';
import { readManifest } from '../engine/manifest/read-manifest.js';
import { hostsOf } from '../mongodb/connection-string.js';
import type { CollectionDifferences, FieldDifference, Verification } from '../tools/verify/result.js';
import { verifyDatabase } from '../tools/verify/verify.js';
import { grouped } from '../ui/terminal/numbers.js';
import type { Screen } from '../ui/terminal/screen.js';
import { counted } from '../ui/terminal/words.js';
import { type Define, prepare } from './command.js';
import { expectedOf } from './expected.js';
import { underBar } from './interruption.js';
import { addOptions, type FlagsOf, OUTPUT, TARGET, WORLD } from './options.js';
import { loadIn, recordAt } from './record.js';
import { chooseTarget, placed, withServer } from './target.js';

const FLAGS = [...WORLD, ...OUTPUT, ...TARGET, 'manifest', 'explain', 'ignoreSyncFields'] as const;

type Flags = FlagsOf<(typeof FLAGS)[number]>;

export const define: Define = (command, context) => {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      `
Examples:
  npx zava verify --local                            is it what zava load --local made?
  npx zava verify --uri mongodb://localhost:27017 --preset tiny --seed 7 --explain
  npx zava verify --local --manifest out/manifest.json

Documents are compared byte by byte; indexes and other collections are left aside. Nothing is written.`,
    )
    .action(async (flags: Flags) => {
      const target = await chooseTarget(flags, context);
      const { settings, screen } = await prepare(flags, placed(context, target));
      const { database, world } = settings;
      const file = flags.manifest === undefined ? undefined : resolve(context.cwd, flags.manifest);
      const manifest = file === undefined ? undefined : readManifest(file, world.catalog);
      const { signal } = context;
      await withServer(target, context, screen, async (uri) => {
        const found = manifest ?? (await recordAt(uri, database, world.catalog, signal));
        const expected = expectedOf(found, settings, flags, context, loadIn(hostsOf(uri), database));
        const { record, note } = expected;
        if (note !== undefined) screen.say(note);
        const verification = await underBar(
          { screen, signal },
          () => undefined,
          ({ onProgress, stop }) =>
            verifyDatabase(expected.settings, uri, {
              expected: record?.collections,
              explain: flags.explain === true,
              ignoreSyncFields: flags.ignoreSyncFields === true,
              signal,
              onProgress,
              log: (line) => {
                stop();
                screen.note(line);
              },
            }),
        );
        screen.json({
          command: 'verify',
          host: hostsOf(uri),
          database,
          ...(note === undefined ? {} : { note }),
          ...verification,
        });
        show(screen, verification, `database ${database} at ${hostsOf(uri)}`);
        if (!verification.exact && verification.softDeleted === undefined) process.exitCode = EXIT.failed;
      });
    });
};

function show(screen: Screen, verification: Verification, where: string): void {
  const { exact, softDeleted, seed, formatVersion, documents, collections, ignoredFields } = verification;
  const world = `seed ${seed}, format ${formatVersion}`;
  if (exact) {
    const all = `${grouped(documents)} documents in ${COLLECTION_NAMES.length} collections`;
    const but = ignoredFields.length === 0 ? '' : `, but for the field ${ignoredFields.join(', ')}`;
    screen.say(`Exactly ${world}: ${all}${but}.`);
    return;
  }
  if (softDeleted !== undefined) {
    screen.say(
      `Seed ${seed}, format ${formatVersion}, and ${counted(softDeleted, 'soft-deleted document')} that ${softDeleted === 1 ? 'is' : 'are'} not of it: ${grouped(documents)} documents in ${COLLECTION_NAMES.length} collections.`,
    );
    return;
  }
  const different = COLLECTION_NAMES.filter((name) => !collections[name].exact);
  screen.table(
    ['collection', 'expected', 'found', 'missing', 'extra', 'changed'],
    different.map((name) => {
      const { expected, found, differences } = collections[name];
      const kinds = [differences?.missing, differences?.extra, differences?.changed];
      const numbers = [expected, found, ...kinds].map((kind) => grouped(kind?.documents ?? 0));
      return [name, ...numbers];
    }),
  );
  for (const name of different) showExamples(screen, name, collections[name].differences);
  const differ = different.length === 1 ? 'differs' : 'differ';
  screen.say(
    `Not exactly ${world}: ${different.length} of ${COLLECTION_NAMES.length} collections ${differ} in ${where}, which holds ${grouped(documents)} documents in them all.`,
  );
}

function showExamples(
  screen: Screen,
  name: CollectionName,
  differences: CollectionDifferences | undefined,
): void {
  if (differences === undefined) return;
  for (const kind of ['missing', 'extra', 'changed'] as const) {
    const { documents, ids } = differences[kind];
    if (documents === 0) continue;
    const more = documents > ids.length ? `, and ${grouped(documents - ids.length)} more` : '';
    screen.say(`${name}, ${kind}: ${ids.join(', ')}${more}`);
  }
  for (const { id, fields } of differences.explained ?? []) {
    screen.say(`  ${id}`);
    for (const field of fields) screen.say(`    ${sentenceOf(field)}`);
  }
}

const sentenceOf = ({ path, expected, found }: FieldDifference): string =>
  `${path === '' ? 'the document' : path}: expected ${expected ?? 'nothing'}, found ${found ?? 'nothing'}`;
