/** zava reset: a loaded database back to exactly its seed, by difference. */

import { SYNCED } from '../core/model/ditto.js';
import { COLLECTION_NAMES } from '../core/model/index.js';
import { checked } from '../core/options/kinds.js';
import { command as aCommand, OPTIONS, option } from '../core/options/table.js';
import type { ManifestContent } from '../engine/manifest/read-manifest.js';
import { ZavaError } from '../errors.js';
import { say } from '../message.js';
import { hostsOf } from '../mongodb/connection-string.js';
import { backlogOf, drainOf, drainWords } from '../tools/ditto/drain.js';
import type { ResetOutcome, ResetSurvey } from '../tools/reset/result.js';
import { resetDatabase } from '../tools/reset/run.js';
import { grouped } from '../ui/terminal/numbers.js';
import { requirePermission } from '../ui/terminal/permission.js';
import type { Screen } from '../ui/terminal/screen.js';
import { counted } from '../ui/terminal/words.js';
import { type Define, prepare } from './command.js';
import { expectedOf } from './expected.js';
import { NOTHING_CHANGED, underBar } from './interruption.js';
import { addOptions, type FlagsOf, OUTPUT, TARGET, WORLD } from './options.js';
import { loadIn } from './record.js';
import { chooseTarget, placed, withServer } from './target.js';

const FLAGS = [
  ...WORLD,
  ...OUTPUT,
  ...TARGET,
  ['dryRun', 'say what would be changed, and change nothing'],
  'full',
  'soft',
  'maxRate',
  'yes',
] as const;

type Flags = FlagsOf<(typeof FLAGS)[number]>;

/** Where more than this part of the documents differs, a load is quicker. */
const MANY = 1 / 10;

export const define: Define = (command, context) => {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      `
Examples:
  npx zava reset --uri mongodb://localhost:27017 --yes
  npx zava reset --local --dry-run                   what has been changed since the load?
  npx zava reset --uri ... --soft --max-rate 500     beside Ditto's connector: nothing is deleted

What the database should hold its own record of the load says, so no settings are needed; settings that are given
are held against it. What has been changed since the load is read from the server's log, and only that is looked at;
where the log does not reach back so far, all documents are compared. Documents that are right are not written to.`,
    )
    .action(async (flags: Flags) => {
      const maxRate =
        flags.maxRate === undefined
          ? undefined
          : (checked(OPTIONS.maxRate.kind, option('maxRate'), flags.maxRate) as number);
      const target = await chooseTarget(flags, context);
      const { settings, screen } = await prepare(flags, placed(context, target));
      const { database, world } = settings;
      const { signal } = context;
      await withServer(target, context, screen, async (uri) => {
        const host = hostsOf(uri);
        const where = `database ${database} at ${host}`;
        let seed = world.seed;
        const check = (content: ManifestContent) => {
          seed = content.world.seed;
          const { note } = expectedOf(content, settings, flags, context, loadIn(host, database));
          if (note !== undefined)
            throw new ZavaError(say`${note.split('. ')[0] ?? note}; nothing was changed.`);
        };
        let begun: number | undefined;
        const outcome = await underBar(
          { screen, signal },
          () =>
            begun !== undefined
              ? 'Interrupted; what was put right stays so, and the same command goes on.'
              : NOTHING_CHANGED,
          ({ onProgress, stop }) =>
            resetDatabase(settings, uri, {
              soft: flags.soft === true,
              full: flags.full === true,
              dryRun: flags.dryRun === true,
              maxRate,
              check,
              permit: async (survey) => {
                stop();
                if (flags.soft === true) screen.note(drainWords(drainOf(writesOf(survey), maxRate)));
                await permit(survey, { flags, screen, host, database, signal });
                begun = performance.now();
              },
              signal,
              onProgress,
            }),
        );
        const seconds = begun === undefined ? 0 : (performance.now() - begun) / 1000;
        const writes = writesOf(outcome);
        const drain = 'written' in outcome ? backlogOf(writes, seconds) : drainOf(writes, maxRate);
        const connector = flags.soft === true ? { connector: drain } : {};
        const dryRun = flags.dryRun === true;
        screen.json({ command: 'reset', host, database, seed, dryRun, ...outcome, ...connector });
        show(screen, outcome, where, seed);
        if (flags.soft === true && writes > 0) screen.say(drainWords(drain));
      });
    });
};

/** Asks where something would be lost, which is all that is not of the seed; what is missing only comes back. */
async function permit(
  survey: ResetSurvey,
  {
    flags,
    screen,
    host,
    database,
    signal,
  }: {
    readonly flags: Flags;
    readonly screen: Screen;
    readonly host: string;
    readonly database: string;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { missing, extra, changed } = totals(survey);
  const many = survey.documents > survey.of * MANY;
  if (extra + changed + survey.removals.length === 0 && !many) return;
  const gone = flags.soft === true ? 'will be marked as deleted' : 'will be deleted';
  const quicker =
    many && flags.soft !== true
      ? [
          screen.words(
            say`${counted(survey.documents, 'document')} differ, of ${grouped(survey.of)}: ${aCommand('load')} of the same settings with ${option('drop')} may be quicker.`,
          ),
        ]
      : [];
  const details = [
    ...(extra > 0 ? [`${counted(extra, 'document')} not of the seed ${gone}.`] : []),
    ...(changed > 0
      ? [
          `${counted(changed, 'changed document')} will be as the seed makes ${changed === 1 ? 'it' : 'them'}.`,
        ]
      : []),
    ...(missing > 0 ? [`${counted(missing, 'missing document')} will come back.`] : []),
    ...(survey.removals.length > 0 ? [`What goes: ${survey.removals.join(', ')}.`] : []),
    ...quicker,
  ];
  const loss = `what was changed in ${counted(survey.documents, 'document')}`;
  await requirePermission({ answer: 'yes', host, database, loss, details }, flags.yes, screen, signal);
}

/** Of documents that a connector syncs. */
const writesOf = ({ collections }: ResetSurvey): number =>
  SYNCED.flatMap((name) => Object.values(collections[name] ?? {})).reduce(
    (sum, { documents }) => sum + documents,
    0,
  );

const totals = ({ collections }: ResetSurvey) => {
  const sum = (kind: 'missing' | 'extra' | 'changed') =>
    COLLECTION_NAMES.reduce((all, name) => all + (collections[name]?.[kind].documents ?? 0), 0);
  return { missing: sum('missing'), extra: sum('extra'), changed: sum('changed') };
};

function show(screen: Screen, outcome: ResetSurvey | ResetOutcome, where: string, seed: number): void {
  if (outcome.why !== undefined) screen.say(say`All documents were compared, as ${outcome.why}.`);
  const names = COLLECTION_NAMES.filter((name) => outcome.collections[name] !== undefined);
  if (names.length > 0) {
    screen.table(
      ['collection', 'missing', 'extra', 'changed'],
      names.map((name) => {
        const kinds = outcome.collections[name];
        return [
          name,
          ...[kinds?.missing, kinds?.extra, kinds?.changed].map((kind) => grouped(kind?.documents ?? 0)),
        ];
      }),
    );
  }
  const done = 'written' in outcome;
  const { alterations, removals, foreignIndexes } = outcome;
  if (removals.length > 0) screen.say(`${done ? 'Removed' : 'To be removed'}: ${removals.join(', ')}.`);
  if (alterations.length > 0) screen.say(`${done ? 'Made' : 'To be made'}: ${alterations.join(', ')}.`);
  if (foreignIndexes.length > 0) {
    screen.say(
      `Left as found, not being of the model: ${foreignIndexes.map((name) => `the index ${name}`).join(', ')}.`,
    );
  }
  if (!('written' in outcome)) {
    for (const name of names) showSamples(screen, name, outcome);
    screen.say(
      outcome.documents + alterations.length + removals.length === 0
        ? `Nothing would be changed in ${where}: it is what seed ${seed} made.`
        : `${counted(outcome.documents, 'document')} would be written in ${where}; nothing was changed.`,
    );
    return;
  }
  if (outcome.placeholders > 0) {
    screen.say(
      `${counted(outcome.placeholders, 'document')} had another value for a moment, as unique values were swapped.`,
    );
  }
  if (outcome.contended > 0) {
    screen.say(
      `Another client wrote to ${counted(outcome.contended, 'document')} meanwhile; what it wrote was looked at again.`,
    );
  }
  const { missing, extra, changed } = outcome.written;
  if (outcome.softDeleted > 0 && missing > 0) {
    screen.say(
      'Documents that were deleted in MongoDB and stand there again lose against their tombstones on devices.',
    );
  }
  const soft =
    outcome.softDeleted > 0
      ? `, and ${counted(outcome.softDeleted, 'soft-deleted document')} that ${outcome.softDeleted === 1 ? 'is' : 'are'} not of it`
      : '';
  screen.say(
    missing + extra + changed + alterations.length + removals.length === 0
      ? `Nothing to reset in ${where}: it is what seed ${seed} made${soft}.`
      : `${where.charAt(0).toUpperCase()}${where.slice(1)} is what seed ${seed} made again${soft}: ${counted(missing + extra + changed, 'document')} written in ${outcome.seconds} s.`,
  );
}

function showSamples(
  screen: Screen,
  name: (typeof COLLECTION_NAMES)[number],
  { collections }: ResetSurvey,
): void {
  for (const kind of ['missing', 'extra', 'changed'] as const) {
    const { documents = 0, ids = [] } = collections[name]?.[kind] ?? {};
    if (documents === 0) continue;
    const more = documents > ids.length ? `, and ${grouped(documents - ids.length)} more` : '';
    screen.say(`${name}, ${kind}: ${ids.join(', ')}${more}`);
  }
}
