/** zava check: whether settings, network, server and user are fit for everything else. */
import { planReport } from '../coordinator/estimate.js';
import { SettingsError } from '../errors.js';
import { hostsOf } from '../mongodb/connect.js';
import { checkDotenv, checkSettings, checkTarget, checkVariables } from '../operate/check/environment.js';
import { type Check, failed, type Status } from '../operate/check/result.js';
import { checkDeployment } from '../operate/check/run.js';
import { VARIABLES } from '../operate/check/variables.js';
import { unlessAborted } from '../operate/deployment.js';
import { configSchema } from '../settings/config-schema.js';
import { environment, type Lookup } from '../settings/environment.js';
import { resolveSettings } from '../settings/resolve.js';
import type { Settings } from '../settings/settings.js';
import { grouped } from '../ui/numbers.js';
import { Screen } from '../ui/screen.js';
import {
  addOutputFlags,
  addWorldFlags,
  type Context,
  type Define,
  type OutputFlags,
  type WorldFlags,
} from './command.js';
import { addTargetFlags, chooseTarget, type TargetFlags, withServer } from './target.js';

interface Flags extends WorldFlags, OutputFlags, TargetFlags {}

/** What the environment decides, as far as it is in order. */
interface Decided {
  readonly target: { uri: string } | 'local' | undefined;
  readonly database: string;
  readonly settings: Settings | undefined;
}

export const define: Define = (command, context) => {
  addTargetFlags(addOutputFlags(addWorldFlags(command)))
    .addHelpText(
      'after',
      `
Looks at .env and the variables, names, ports and TLS, login, version, replica set, rights, round trip, clock and
room for the data. Nothing is written. Exit code 1 where something fails; a warning is none.

Examples:
  npx zava check                                     the server that .env names
  npx zava check --uri "mongodb+srv://..." --json`,
    )
    .action(async (flags: Flags) => {
      const quiet = flags.quiet === true;
      const screen = new Screen({ json: flags.json === true, quiet });
      const checks: Check[] = [];
      const found = (check: Check) => {
        checks.push(check);
        for (const line of lines(check)) screen.say(line);
        if (quiet && check.status === 'failure') {
          process.stderr.write(`zava: ${check.what}; ${check.cure}.\n`);
        }
      };
      const { target, database, settings } = decide(flags, context, found);
      const planned = settings && planReport(settings.world);
      const check = (uri: string | undefined) =>
        unlessAborted(context.signal, checkDeployment(uri, database, planned, found));
      if (target === undefined) await check(undefined);
      else await withServer(target, context, screen, check);
      const host = target === undefined ? undefined : target === 'local' ? 'embedded' : hostsOf(target.uri);
      const ok = !failed(checks);
      screen.json({ command: 'check', host, database, ok, checks });
      screen.say(summary(checks));
      if (!ok) process.exitCode = 1;
    });
};

/** Checks what stands on this machine. @throws SettingsError where a flag is wrong: that is bad usage. */
function decide(flags: Flags, context: Context, found: (check: Check) => void): Decided {
  const look = lookup(context);
  const target = unlessWrong(() => chooseTarget(flags, context));
  const settings = unlessWrong(() => resolveSettings(flags, context));
  for (const check of checkDotenv(context.cwd)) found(check);
  for (const check of checkVariables(look, neededBy(flags, look))) found(check);
  if (target.value !== 'local') found(checkTarget(target.value?.uri, target.problem));
  found(checkSettings(settings.value && inWords(settings.value), settings.problem));
  const named = configSchema.shape.database.safeParse(flags.database ?? look('MONGODB_DATABASE')?.value);
  const database = settings.value?.database ?? (named.success ? named.data : 'zava');
  return { target: target.value, settings: settings.value, database };
}

/** What `work` returns, or what is wrong with a setting. @throws SettingsError where that is a flag. */
function unlessWrong<T>(work: () => T): { value?: T; problem?: string } {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof SettingsError) || error.message.startsWith('--')) throw error;
    return { problem: error.message.replace(/\.$/, '') };
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
function neededBy(flags: Flags, look: Lookup): ReadonlySet<string> {
  const essential = VARIABLES.filter((variable) => variable.essential === true).map(({ name }) => name);
  const named = flags.uri !== undefined || flags.local === true;
  const local = look('MONGODB_CONNECTION_STRING') === undefined ? ['MONGODB_LOCAL_CONNECTION_STRING'] : [];
  return new Set(
    named ? essential.filter((name) => name !== 'MONGODB_CONNECTION_STRING') : [...essential, ...local],
  );
}

const WIDTH = 'not tried'.length + 2;

function lines({ status, what, cure }: Check): string[] {
  const first = `${status.padEnd(WIDTH)}${what}`;
  return cure === undefined ? [first] : [first, `${' '.repeat(WIDTH)}-> ${cure}`];
}

function summary(checks: readonly Check[]): string {
  const count = (status: Status) => checks.filter((check) => check.status === status).length;
  const plural = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  const untried = count('not tried');
  return `${count('ok')} ok, ${plural(count('warning'), 'warning')}, ${plural(count('failure'), 'failure')}${untried > 0 ? `, ${untried} not tried` : ''}.`;
}
