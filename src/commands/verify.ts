/** zava verify: is a database exactly what a seed makes? */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readManifest } from '../coordinator/read-manifest.js';
import { SettingsError } from '../errors.js';
import { COLLECTION_NAMES, type CollectionName } from '../model/index.js';
import { hostsOf } from '../mongodb/connect.js';
import { DUMP_FILES } from '../sinks/dump.js';
import { grouped } from '../ui/numbers.js';
import type { Screen } from '../ui/screen.js';
import type { CollectionDifferences, FieldDifference, Verification } from '../verify/result.js';
import { verifyDatabase } from '../verify/verify.js';
import {
  addOutputFlags,
  addWorldFlags,
  type Context,
  type Define,
  givenWorldFlag,
  type OutputFlags,
  prepare,
  type WorldFlags,
} from './command.js';
import { recordFolder } from './record.js';
import { addTargetFlags, chooseTarget, type TargetFlags, withServer } from './target.js';

interface Flags extends WorldFlags, OutputFlags, TargetFlags {
  manifest?: string;
  explain?: boolean;
  ignoreSyncFields?: boolean;
}

export const define: Define = (command, context) => {
  addTargetFlags(addOutputFlags(addWorldFlags(command)))
    .option(
      '--manifest <file>',
      'what is expected: manifest.json of a dump or a load (default: .zava/runs/<server>/<database>/manifest.json where it is there, unless seed, sizes or --config are given)',
    )
    .option('--explain', 'also say which fields of the documents named differ')
    .option('--ignore-sync-fields', 'leave out the field that zava trigger-sync sets')
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
      const given = givenWorldFlag(flags);
      if (flags.manifest !== undefined && given !== undefined) {
        throw new SettingsError(
          `--manifest says what is expected, and so does --${given}; give one of the two.`,
        );
      }
      const target = chooseTarget(flags, context);
      const { settings, screen } = prepare(flags, context);
      const file = await manifestOf(flags, given, target, settings.database, context);
      const manifest = file === undefined ? undefined : readManifest(file, settings.world.catalog);
      const expected =
        manifest === undefined ? settings : { ...settings, world: manifest.world, slice: manifest.slice };
      const { onProgress, stop } = screen.progress();
      context.signal.addEventListener('abort', stop);
      await withServer(target, context, screen, async (uri) => {
        const verification = await verifyDatabase(expected, uri, {
          expected: manifest?.collections,
          explain: flags.explain === true,
          ignoreSyncFields: flags.ignoreSyncFields === true,
          signal: context.signal,
          onProgress,
          log: (line) => {
            stop();
            screen.note(line);
          },
        }).finally(stop);
        const { database } = settings;
        screen.json({ command: 'verify', host: hostsOf(uri), database, ...verification });
        show(screen, verification, `database ${database} at ${hostsOf(uri)}`);
        if (!verification.exact) process.exitCode = 1;
      });
    });
};

/** What is said to be expected, else the record of the load, if there is one; undefined where the settings say it. */
async function manifestOf(
  flags: Flags,
  given: string | undefined,
  target: { uri: string } | 'local',
  database: string,
  context: Context,
): Promise<string | undefined> {
  if (flags.manifest !== undefined) return resolve(context.cwd, flags.manifest);
  if (given !== undefined || flags.config !== undefined) return undefined;
  const record = join(await recordFolder(context, target, database), DUMP_FILES.manifest);
  return existsSync(record) ? record : undefined;
}

function show(screen: Screen, verification: Verification, where: string): void {
  const { exact, seed, formatVersion, documents, collections, ignoredFields } = verification;
  const world = `seed ${seed}, format ${formatVersion}`;
  if (exact) {
    const all = `${grouped(documents)} documents in ${COLLECTION_NAMES.length} collections`;
    const but = ignoredFields.length === 0 ? '' : `, but for the field ${ignoredFields.join(', ')}`;
    screen.say(`Exactly ${world}: ${all}${but}.`);
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
