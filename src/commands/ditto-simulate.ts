/** zava ditto simulate. */
import { dirname } from 'node:path';
import { EXIT } from '../core/options/exit-codes.js';
import { checked } from '../core/options/kinds.js';
import { OPTIONS, option } from '../core/options/table.js';
import { defaultConfigPath } from '../core/settings/default-config.js';
import { settingsFor } from '../core/settings/settings-for.js';
import { scenariosOf, simulate } from '../tools/ditto/simulate/simulate.js';
import { textOf } from '../tools/ditto/simulate/text.js';
import { type Define, screenOf } from './command.js';
import { addOptions, type FlagsOf, OUTPUT } from './options.js';

const FLAGS = ['scenario', 'seed', 'inventory', ...OUTPUT] as const;

export const defineSimulate: Define = (command, context) => {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      `
Examples:
  npx zava ditto simulate --scenario offline-decrements
  npx zava ditto simulate --seed 7 --json

Plays conflicts between devices, Ditto's cloud and MongoDB on a model of them, with documents of the smallest dataset
of the seed: who does what, what arrives where, what each of them shows at the end, and what is lost. Each rule that
decides says whether it was tried with the real SDK, is documented by Ditto, or is assumed; docs/CONFLICTS.md has
all of them. Needs no server and no Ditto. The exit code is 1 only where the model breaks a law of its own.`,
    )
    .action(async (flags: FlagsOf<(typeof FLAGS)[number]>) => {
      const screen = screenOf(flags, context);
      const scenarios = scenariosOf(flags.scenario);
      const profile = checked(OPTIONS.inventory.kind, option('inventory'), flags.inventory);
      // A folder of the package, which has no .env, and no environment: the same seed plays the same everywhere.
      const alone = { env: {}, cwd: dirname(defaultConfigPath()) };
      const { seed } = flags;
      const { world } = await settingsFor(
        seed === undefined ? { preset: 'tiny' } : { preset: 'tiny', seed },
        alone,
      );
      const plays = [...simulate(world, scenarios, profile)];
      screen.json({ command: 'ditto simulate', seed: world.seed, inventory: profile, plays });
      for (const play of plays) screen.say(textOf(play));
      const broken = plays.flatMap(({ scenario, brokenLaws }) =>
        brokenLaws.map((sentence) => `The model breaks a law of its own in ${scenario}: ${sentence}.`),
      );
      for (const sentence of broken) screen.finding(sentence);
      if (broken.length > 0) process.exitCode = EXIT.failed;
    });
};
