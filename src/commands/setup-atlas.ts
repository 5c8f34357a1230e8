/** zava setup atlas: project, cluster, user and access list in Atlas, and the connection string in .env. */
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Command } from 'commander';
import { checked } from '../core/options/kinds.js';
import { OPTIONS, option } from '../core/options/table.js';
import { environment, firstOf } from '../core/settings/environment.js';
import { SettingsError } from '../errors.js';
import { setUpAtlas } from '../tools/operate/setup/atlas.js';
import { atlasRunner, shown } from '../tools/operate/setup/atlas-cli.js';
import { type AtlasPlan, plannedCommands } from '../tools/operate/setup/atlas-commands.js';
import { passwordLines } from './ask-password.js';
import { type Context, prepare } from './command.js';
import { addOptions, type FlagsOf, OUTPUT } from './options.js';
import { PASSWORD_VARIABLES } from './setup-passwords.js';

const FLAGS = [
  'project',
  'projectId',
  'orgId',
  'cluster',
  'tier',
  'provider',
  'region',
  'accessList',
  'atlasUser',
  ['passwordStdin', 'read its password from standard input (default: one is made)'],
  ['database', 'the database that the user is for (default: zava)'],
  ['config', 'a YAML file with settings, which may name the database'],
  'dryRun',
  ['yes', 'replace a connection string in .env that names another server'],
  ...OUTPUT,
] as const;

type Flags = FlagsOf<(typeof FLAGS)[number]>;

export function defineAtlas(command: Command, context: Context): void {
  // The flags of setup are none of this one's.
  addOptions(command.configureHelp({ showGlobalOptions: false }), ...FLAGS)
    .addHelpText(
      'after',
      `
Drives atlas, the command line of MongoDB Atlas, which must be on the PATH and logged in (atlas auth login). Run it as
often as you like: it looks first and makes what is missing. MONGODB_CONNECTION_STRING, MONGODB_ATLAS_PROJECT_ID and
MONGODB_DATABASE go into .env, which nobody else may read then; the password is printed nowhere. A password of your
own comes from --password-stdin or ${PASSWORD_VARIABLES.application}.

Examples:
  npx zava setup atlas --dry-run
  npx zava setup atlas --tier M10 --region EU_CENTRAL_1
  npx zava setup atlas --access-list 203.0.113.0/24`,
    )
    .action(async (flags: Flags) => {
      const { settings, screen } = await prepare(flags, context);
      const plan = planOf(flags, settings.database, context);
      if (flags.dryRun === true) {
        const planned = plannedCommands(plan);
        screen.json({
          command: 'setup atlas',
          dryRun: true,
          commands: planned.map((one) => shown(one.command)),
        });
        for (const { command: one, remark } of planned) {
          screen.say(remark === undefined ? shown(one) : `${shown(one)}  # ${remark}`);
        }
        screen.note('Nothing was run. At the end the connection string goes into .env, with the password.');
        return;
      }
      const password = await passwordOf(flags, context);
      const outcome = await setUpAtlas(atlasRunner(context.env, context.signal), {
        plan,
        envFile: join(context.cwd, '.env'),
        password,
        replace: flags.yes === true,
        note: (text) => screen.note(text),
      });
      const { project, cluster, accessList, user, host, envFile } = outcome;
      screen.json({ command: 'setup atlas', database: settings.database, ...outcome });
      screen.say(`Project ${project.name} (${project.id}): ${said(project.state)}.`);
      screen.say(`Cluster ${cluster.name} (${cluster.tier}): ${said(cluster.state)}.`);
      screen.say(`Access list, ${accessList.entry}: ${said(accessList.state)}.`);
      screen.say(`User ${user.name} for database ${settings.database}: ${said(user.state)}.`);
      screen.say(`The way to ${host} ${envFile === 'written' ? 'was written into' : 'is in'} .env.`);
      if (context.env.MONGODB_CONNECTION_STRING) {
        screen.note('Note: MONGODB_CONNECTION_STRING in the environment comes before .env.');
      }
      screen.say(
        'Next: npx zava check, then npx zava setup and npx zava load. A new user may take a minute.',
      );
    });
}

const said = (state: 'created' | 'unchanged') => (state === 'created' ? 'made' : 'was there');

/** @throws SettingsError before anything is run. */
function planOf(flags: Flags, database: string, { env, cwd }: Context): AtlasPlan {
  const variable = firstOf(environment(env, cwd), OPTIONS.projectId.variables);
  // A project named by a flag comes before an id from .env.
  const id =
    flags.projectId !== undefined
      ? { value: flags.projectId, where: option('projectId') }
      : flags.project === undefined
        ? variable
        : undefined;
  const tier = flags.tier.toUpperCase();
  if (flags.accessList !== undefined && !isBlock(flags.accessList)) {
    throw new SettingsError({
      setting: option('accessList'),
      value: flags.accessList,
      allowed: 'an IP address or a block such as 203.0.113.0/24',
    });
  }
  const of = (name: 'project' | 'orgId' | 'cluster' | 'tier' | 'provider' | 'region', value: string) =>
    checked<string>(OPTIONS[name].kind, option(name), value);
  return {
    projectId: id && checked(OPTIONS.projectId.kind, id.where, id.value),
    project: of('project', flags.project ?? 'zava'),
    orgId: flags.orgId === undefined ? undefined : of('orgId', flags.orgId),
    cluster: of('cluster', flags.cluster),
    tier: of('tier', tier) === 'FREE' ? 'M0' : tier,
    provider: of('provider', flags.provider.toUpperCase()),
    region: of('region', flags.region.toUpperCase()),
    accessList: flags.accessList,
    user: checked(OPTIONS.atlasUser.kind, option('atlasUser'), flags.appUser),
    database,
  };
}

function isBlock(value: string): boolean {
  const [address = '', bits] = value.split('/');
  const version = isIP(address);
  if (version === 0 || value.split('/').length > 2) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** A password of the user's own. `atlas` reads it as one word. */
async function passwordOf(flags: Flags, { env }: Context): Promise<string | undefined> {
  const password = flags.passwordStdin
    ? (await passwordLines('passwordStdin'))[0]
    : env[PASSWORD_VARIABLES.application] || undefined;
  if (password === undefined || /^\S{8,}$/.test(password)) return password;
  throw new SettingsError(
    'The password will not do for Atlas; allowed is 8 characters or more without blanks.',
  );
}
