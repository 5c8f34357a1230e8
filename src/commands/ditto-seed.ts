/** zava ditto seed: a local Ditto store with the dataset in it. */
import { resolve } from 'node:path';
import { checked } from '../core/options/kinds.js';
import { OPTIONS, option } from '../core/options/table.js';
import { displayPath } from '../core/settings/display-path.js';
import { sliced } from '../core/slices/request.js';
import { SettingsError } from '../errors.js';
import { packageRoot } from '../package-files.js';
import { seedFolder } from '../tools/ditto/seed/process.js';
import type { SeedOutcome } from '../tools/ditto/seed/seed.js';
import { duration, grouped } from '../ui/terminal/numbers.js';
import type { Screen } from '../ui/terminal/screen.js';
import { counted } from '../ui/terminal/words.js';
import { type Context, type Define, prepare } from './command.js';
import { underBar } from './interruption.js';
import { addOptions, type FlagsOf, OUTPUT, SLICE } from './options.js';

/** What decides the documents. */
const MADE = ['preset', 'scale', 'seed', 'customers', 'orders', 'start', 'end', 'config'] as const;

const FLAGS = [
  'dir',
  'inventory',
  ...MADE,
  ...SLICE,
  ['indexes', 'build no indexes; without them examples/dql/ reads large collections whole'],
  ...OUTPUT,
] as const;

type Flags = FlagsOf<(typeof FLAGS)[number]>;

export const defineSeed: Define = (command, context) => {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      `
Examples:
  npm install @dittolive/ditto@5
  npx zava ditto seed --dir store --preset tiny
  npx zava ditto seed --dir store --store seattle    what the device of one store holds
  npx zava ditto seed --dir store --store seattle --inventory uuid

Fills a Ditto store in a folder with the eight synced collections, under the ids that the connector would give them, and
builds the indexes that examples/dql/ needs. The counts at the end are the store's own. A second run gives all documents
their values again, and a further --store of the same dataset its documents; fields that were added stay. Another seed, other
settings or another --inventory want a folder of their own. Needs no licence and no network. Ditto's SDK is yours: it is
looked for in the folder of the call, then beside zava.`,
    )
    .action((flags: Flags) => seed(flags, context));
};

async function seed(flags: Flags, context: Context): Promise<void> {
  const { settings: whole, screen } = await prepare(flags, context);
  const { world, slice } = sliced(whole, flags);
  const profile = checked(OPTIONS.inventory.kind, option('inventory'), flags.inventory);
  const folder = folderOf(flags, context);
  const { cwd, signal } = context;
  let taken = 0;
  const outcome = await underBar(
    { screen, signal },
    () => interruption(taken, displayPath(folder)),
    ({ onProgress }) =>
      seedFolder({ world, slice, profile, folder, indexes: flags.indexes }, [cwd, packageRoot()], {
        signal,
        onProgress: (progress) => {
          if (progress.phase === 'documents') taken = progress.done;
          onProgress?.(progress);
        },
      }),
  );
  screen.json({ command: 'ditto seed', seed: world.seed, dir: folder, inventory: profile, ...outcome });
  show(screen, outcome, displayPath(folder));
}

/** @throws SettingsError where none is given. */
function folderOf({ dir }: Flags, { cwd }: Context): string {
  if (dir !== undefined && dir !== '') return resolve(cwd, dir);
  throw new SettingsError({
    setting: option('dir'),
    value: dir,
    shown: 'not given',
    allowed: 'a new or empty folder, or one with a Ditto store',
  });
}

function interruption(taken: number, shown: string): string {
  const there = taken === 0 ? 'before the first documents were' : `with ${grouped(taken)} documents`;
  return `Interrupted ${there} in the Ditto store in ${shown}; run the same command again to go on.`;
}

function show(screen: Screen, outcome: SeedOutcome, shown: string): void {
  const { besides, collections, documents, documentsPerSecond, documentsSeconds } = outcome;
  const { indexes, indexesSeconds } = outcome;
  const counts = Object.entries(collections);
  screen.table(
    ['collection', 'documents', 'in the store'],
    [
      ...counts.map(([name, one]) => [name, grouped(one.documents), grouped(one.inStore)]),
      ['all', grouped(documents), grouped(documents + besides)],
    ],
  );
  screen.say(
    `Documents in ${duration(documentsSeconds)} (${grouped(documentsPerSecond)} documents/s), ${counted(indexes, 'index', 'indexes')} in ${duration(indexesSeconds)}.`,
  );
  screen.say(`The Ditto store is in ${shown}.`);
  if (besides > 0) screen.note(`Note: the store holds ${counted(besides, 'document')} besides.`);
}
