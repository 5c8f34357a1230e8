/** zava up: the embedded server in the foreground, on the data of `load --local` or with a dataset of its own. */
import { IDENTITY } from '../core/options/conflicts.js';
import { option } from '../core/options/table.js';
import { SettingsError } from '../errors.js';
import { say } from '../message.js';
import { type Define, screenOf } from './command.js';
import { addOptions, SLICE } from './options.js';
import { startLocal } from './target.js';
import { UP_FLAGS, type UpFlags } from './up-flags.js';
import { untilInterrupted } from './up-serve.js';

/** Any of these asks for a dataset. */
const DATASET = [...IDENTITY, 'fit', ...SLICE, 'config'] as const;

/** These say more about one, and ask for none. */
const DETAILS = ['database', 'workers'] as const;

export const define: Define = (command, context) => {
  addOptions(command, ...UP_FLAGS)
    .addHelpText(
      'after',
      `
Without a dataset it runs on what load --local keeps under .zava/, until Ctrl-C, and other commands with --local use
it while it runs.

Any option that says a dataset (all but --workers, --database, --prune and those of output) starts a server that holds
it from the first moment. The first time it is loaded, and its data files are kept under .zava/seeded/; after that they
are copied, in a fraction of the time. Each run has a fresh copy of its own: what is changed in it is gone when it
stops. Other commands reach it by --uri; what load --local keeps is not touched.

Examples:
  npx zava up                                   what load --local has loaded
  npx zava up --preset full --seed 42           exactly this, every time
  npx zava up --store seattle                   what the device of one store holds
  npx zava up --prune                           give back the room that kept datasets take`,
    )
    .action(async (flags: UpFlags) => {
      if (flags.prune) return (await import('./up-prune.js')).prune(flags, context);
      if (DATASET.some((name) => flags[name] !== undefined)) {
        return (await import('./up-dataset.js')).upWith(flags, context);
      }
      refuseDetails(flags);
      const screen = screenOf(flags, context);
      const server = await startLocal(context, screen);
      screen.json({ command: 'up', uri: server.uri, version: server.version });
      screen.say(`MongoDB ${server.version} is running at ${server.uri}`);
      await untilInterrupted(server, context, screen);
    });
};

function refuseDetails(flags: UpFlags): void {
  const detail = DETAILS.find((name) => flags[name] !== undefined);
  if (detail === undefined) return;
  throw new SettingsError({
    setting: option(detail),
    value: flags[detail],
    problem: 'without a dataset that it is about',
    allowed: say`only beside ${option('preset')}, ${option('seed')} or another option that says a dataset`,
  });
}
