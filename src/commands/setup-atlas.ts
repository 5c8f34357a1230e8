/** zava setup atlas: project, cluster, user and access list in Atlas, and the connection string in .env. */
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { SettingsError } from '../errors.js';
import { setUpAtlas } from '../operate/setup/atlas.js';
import { atlasRunner, shown } from '../operate/setup/atlas-cli.js';
import { type AtlasPlan, plannedCommands } from '../operate/setup/atlas-commands.js';
import { environment } from '../settings/environment.js';
import { parse } from '../settings/parse.js';
import { passwordLines } from './ask-password.js';
import { addOutputFlags, type Context, type OutputFlags, prepare } from './command.js';
import { PASSWORD_VARIABLES } from './setup-passwords.js';

interface Flags extends OutputFlags {
  project?: string;
  projectId?: string;
  orgId?: string;
  cluster: string;
  tier: string;
  provider: string;
  region: string;
  accessList?: string;
  appUser: string;
  database?: string;
  config?: string;
  passwordStdin?: boolean;
  dryRun?: boolean;
  yes?: boolean;
}

export function defineAtlas(command: Command, context: Context): void {
  addOutputFlags(
    command
      // The flags of setup are none of this one's.
      .configureHelp({ showGlobalOptions: false })
      .option('--project <name>', 'the project, made where it is missing (default: zava)')
      .option('--project-id <id>', 'a project that is there (default: MONGODB_ATLAS_PROJECT_ID)')
      .option('--org-id <id>', "the organization for a new project (default: the one of atlas's profile)")
      .option('--cluster <name>', 'the cluster, made where it is missing', 'zava')
      .option('--tier <tier>', 'free, or M10 and larger, which cost money', 'free')
      .option('--provider <name>', 'AWS, AZURE or GCP', 'AWS')
      .option('--region <name>', 'a region by its name at the provider', 'US_EAST_1')
      .option('--access-list <address>', 'who may connect, such as 203.0.113.0/24 (default: this machine)')
      .option('--app-user <name>', 'the database user, made where it is missing', 'zava-app')
      .option('--password-stdin', 'read its password from standard input (default: one is made)')
      .option('--database <name>', 'the database that the user is for (default: zava)')
      .option('--config <file>', 'a YAML file with settings, which may name the database')
      .option('--dry-run', 'print the commands and run none')
      .option('--yes', 'replace a connection string in .env that names another server'),
  )
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
      const { settings, screen } = prepare(flags, context);
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

const text = (pattern: RegExp, allowed: string) => z.string().regex(pattern, allowed);
const ID = text(/^[0-9a-f]{24}$/, '24 hexadecimal digits');

/** @throws SettingsError before anything is run. */
function planOf(flags: Flags, database: string, { env, cwd }: Context): AtlasPlan {
  const variable = environment(env, cwd)('MONGODB_ATLAS_PROJECT_ID');
  // A project named by a flag comes before an id from .env.
  const given = flags.projectId ?? (flags.project === undefined ? variable?.value : undefined);
  const where = flags.projectId === undefined ? (variable?.where ?? '') : '--project-id';
  const tier = flags.tier.toUpperCase();
  const checked = (schema: z.ZodType<string>, value: string, flag: string) => parse(schema, value, flag);
  if (flags.accessList !== undefined && !isBlock(flags.accessList)) {
    throw new SettingsError(
      `--access-list is '${flags.accessList}'; allowed is an IP address or a block such as 203.0.113.0/24.`,
    );
  }
  return {
    projectId: given === undefined ? undefined : checked(ID, given, where),
    project: checked(
      text(/^[^-][^$]{0,63}$/, 'a name of at most 64 characters'),
      flags.project ?? 'zava',
      '--project',
    ),
    orgId: flags.orgId === undefined ? undefined : checked(ID, flags.orgId, '--org-id'),
    cluster: checked(
      text(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, 'a name of letters, digits and hyphens'),
      flags.cluster,
      '--cluster',
    ),
    tier:
      tier === 'FREE'
        ? 'M0'
        : checked(text(/^M(0|[1-9]\d{1,2})$/, 'free, or M10 and larger'), tier, '--tier'),
    provider: checked(
      text(/^(AWS|AZURE|GCP)$/, 'AWS, AZURE or GCP'),
      flags.provider.toUpperCase(),
      '--provider',
    ),
    region: checked(
      text(/^[A-Z][A-Z0-9_]+$/, "a region's name, such as US_EAST_1"),
      flags.region.toUpperCase(),
      '--region',
    ),
    accessList: flags.accessList,
    user: checked(
      text(/^\w[\w.-]{0,99}$/, 'a name of letters, digits and . _ -'),
      flags.appUser,
      '--app-user',
    ),
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
    ? (await passwordLines('--password-stdin'))[0]
    : env[PASSWORD_VARIABLES.application] || undefined;
  if (password === undefined || /^\S{8,}$/.test(password)) return password;
  throw new SettingsError(
    'The password will not do for Atlas; allowed is 8 characters or more without blanks.',
  );
}
