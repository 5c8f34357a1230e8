/** zava check: whether settings, network, server and user are fit for everything else. */

import { EXIT } from '../core/options/exit-codes.js';
import { OPTIONS } from '../core/options/table.js';
import { environment, firstOf, type Lookup } from '../core/settings/environment.js';
import type { Settings } from '../core/settings/settings.js';
import { settingsFor } from '../core/settings/settings-for.js';
import { isAbout, messageIn, SettingsError } from '../errors.js';
import { type Message, type Reader, withoutStop, written } from '../message.js';
import { hostsOf } from '../mongodb/connection-string.js';
import { DEFAULT_DATABASE } from '../mongodb/data-database.js';
import { unlessAborted } from '../mongodb/presence.js';
import { planReport } from '../tools/inspect/plan-report.js';
import {
  checkDotenv,
  checkOverrides,
  checkSettings,
  checkTarget,
  checkVariables,
} from '../tools/operate/check/environment.js';
import { type Check, failed, type Status } from '../tools/operate/check/result.js';
import { checkDeployment } from '../tools/operate/check/run.js';
import { VARIABLES } from '../tools/operate/check/variables.js';
import { grouped } from '../ui/terminal/numbers.js';
import { counted } from '../ui/terminal/words.js';
import { spelling } from './advice.js';
import { type Context, type Define, screenOf } from './command.js';
import { addOptions, type FlagsOf, OUTPUT, TARGET, WORLD } from './options.js';
import { chooseTarget, placed, type Target, withServer } from './target.js';

const FLAGS = [...WORLD, ...OUTPUT, ...TARGET] as const;

type Flags = FlagsOf<(typeof FLAGS)[number]>;

/** What the environment decides, as far as it is in order. */
interface Decided {
  readonly target: Target | undefined;
  /** Why there is none. */
  readonly problem: Message | undefined;
  readonly database: string;
  readonly settings: Settings | undefined;
  /** What is to be said of it, after the server. */
  readonly checks: readonly Check[];
}

export const define: Define = (command, context) => {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      `
Looks at the server (names, ports and TLS, login, version, replica set, rights, round trip, clock, room for the data),
then at the settings, .env and the variables. Nothing is written. Exit code 1 where something fails; a warning is none.

Examples:
  npx zava check                                     the server that .env names
  npx zava check --uri "mongodb+srv://..." --json`,
    )
    .action(async (flags: Flags) => {
      const quiet = flags.quiet === true;
      const screen = screenOf(flags, context);
      const checks: Said[] = [];
      const found = (check: Check) => {
        const said = inFlags(check, spelling(flags));
        checks.push(said);
        for (const line of lines(said)) screen.say(line);
        if (quiet && said.status === 'failure') screen.finding(`${said.what}; ${said.cure}.`);
      };
      const { target, problem, database, settings, checks: here } = await decide(flags, context);
      found(checkTarget(target, problem));
      const planned = settings && planReport(settings.world);
      const check = (uri: string | undefined) =>
        unlessAborted(context.signal, checkDeployment(uri, database, planned, found));
      if (target === undefined) await check(undefined);
      else await withServer(target, context, screen, check);
      for (const one of here) found(one);
      const host = target === undefined ? undefined : target === 'local' ? 'embedded' : hostsOf(target.uri);
      const ok = !failed(checks);
      screen.json({ command: 'check', host, database, ok, checks });
      screen.say(summary(checks));
      if (!ok) process.exitCode = EXIT.failed;
    });
};

/** Looks at what stands on this machine. @throws SettingsError where a flag is wrong: that is bad usage. */
async function decide(flags: Flags, context: Context): Promise<Decided> {
  const look = lookup(context);
  const target = await unlessWrong(() => chooseTarget(flags, context));
  const settings = await unlessWrong(() =>
    settingsFor(flags, target.value === undefined ? context : placed(context, target.value)),
  );
  const checks = [
    checkSettings(settings.value && inWords(settings.value), settings.problem),
    ...checkOverrides(settings.value?.notes ?? []),
    ...checkDotenv(context.cwd),
    ...checkVariables(look, await neededBy(flags, look)),
  ];
  const set = await unlessWrong(() => firstOf(look, OPTIONS.database.variables));
  const named = flags.database ?? set.value?.value;
  const usable = named !== undefined && OPTIONS.database.kind.test(named) ? named : DEFAULT_DATABASE;
  const database = settings.value?.database ?? usable;
  return { target: target.value, problem: target.problem, settings: settings.value, database, checks };
}

/** What `work` returns, or what is wrong with a setting. @throws SettingsError where that is a flag. */
async function unlessWrong<T>(work: () => T | Promise<T>): Promise<{ value?: T; problem?: Message }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof SettingsError) || isAbout(error)) throw error;
    return { problem: withoutStop(messageIn(error)) };
  }
}

const inWords = ({ preset, world, database }: Settings): string =>
  `preset ${preset}, ${grouped(world.customers)} customers and ${grouped(world.orders)} orders for database ${database}`;

/** Where .env cannot be read, the environment alone; that it cannot is a check of its own. */
function lookup({ env, cwd }: Context): Lookup {
  try {
    return environment(env, cwd);
  } catch {
    return (name) =>
      env[name] ? { value: env[name] as string, where: `${name} in the environment` } : undefined;
  }
}

/** The variables without which this run does not work. */
async function neededBy(flags: Flags, look: Lookup): Promise<ReadonlySet<string>> {
  const essential = VARIABLES.filter((variable) => variable.essential === true).map(({ name }) => name);
  const named = flags.uri !== undefined || flags.local === true;
  const first = await unlessWrong(() => look('MONGODB_CONNECTION_STRING'));
  const isSet = first.value !== undefined || first.problem !== undefined;
  const local = isSet ? [] : ['MONGODB_LOCAL_CONNECTION_STRING'];
  return new Set(
    named ? essential.filter((name) => name !== 'MONGODB_CONNECTION_STRING') : [...essential, ...local],
  );
}

/** A check in the words of the command line. */
interface Said extends Check {
  readonly what: string;
  readonly cure?: string;
}

const inFlags = ({ what, cure, ...check }: Check, reader: Reader): Said => ({
  ...check,
  what: written(what, reader),
  ...(cure === undefined ? {} : { cure: written(cure, reader) }),
});

const WIDTH = 'not tried'.length + 2;

function lines({ status, what, cure }: Said): string[] {
  const first = `${status.padEnd(WIDTH)}${what}`;
  return cure === undefined ? [first] : [first, `${' '.repeat(WIDTH)}-> ${cure}`];
}

function summary(checks: readonly Said[]): string {
  const count = (status: Status) => checks.filter((check) => check.status === status).length;
  const untried = count('not tried');
  return `${count('ok')} ok, ${counted(count('warning'), 'warning')}, ${counted(count('failure'), 'failure')}${untried > 0 ? `, ${untried} not tried` : ''}.`;
}
