/** zava setup: collections and users in a server; `setup atlas` makes a cluster first. */
import { EXIT } from '../core/options/exit-codes.js';
import { checked } from '../core/options/kinds.js';
import { OPTIONS, option } from '../core/options/table.js';
import { SettingsError } from '../errors.js';
import { say } from '../message.js';
import { withUser } from '../tools/operate/password.js';
import type { CollectionOutcome, ValidationAction } from '../tools/operate/setup/collections.js';
import { type SetupOutcome, setUp } from '../tools/operate/setup/setup.js';
import type { UserOutcome, WantedUser } from '../tools/operate/setup/users.js';
import type { Screen } from '../ui/terminal/screen.js';
import { wordTable } from '../ui/terminal/table.js';
import { counted } from '../ui/terminal/words.js';
import type { Define } from './command.js';
import { type Session, withDatabase } from './database.js';
import { group } from './group.js';
import { addOptions, DATABASE, type FlagsOf } from './options.js';
import { checkPasswordFlags, PASSWORD_VARIABLES, passwordsFor } from './setup-passwords.js';

const FLAGS = [
  ...DATABASE,
  'validators',
  'appUser',
  'readOnlyUser',
  'passwordStdin',
  'generatePasswords',
] as const;

type Flags = FlagsOf<(typeof FLAGS)[number]>;

const parts = group('setup', { atlas: async () => (await import('./setup-atlas.js')).defineAtlas });

export const define: Define = async (command, context) => {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      `
Makes those of the nine collections that are missing, with images of documents in change streams, and those users that
are missing. Run it as often as you like: documents, indexes, passwords and roles that are there stay as they are. A
validator that differs is replaced; without --validators none is touched. Fields that begin with an underscore pass.

Passwords are asked for, unless they come from --password-stdin, from ${PASSWORD_VARIABLES.application} and
${PASSWORD_VARIABLES['read-only']}, or from --generate-passwords. Users are made in admin, by a user who may do that
(userAdminAnyDatabase). The application user has the role zavaApplication: readWrite, and collMod and indexStats on
the nine collections; the read-only user has read.

Examples:
  npx zava setup --local
  npx zava setup --uri "mongodb://root@..." --validators warn --app-user zava-app --read-only-user zava-reader
  npx zava setup atlas --tier free --dry-run`,
    )
    .action(async (flags: Flags) => {
      const validators = validatorsOf(flags);
      const users = usersOf(flags);
      checkPasswordFlags(flags, context);
      await withDatabase(flags, context, async (session) => {
        session.screen.note(`Setting up database ${session.db.databaseName} at ${session.host}.`);
        let made: ReadonlyMap<string, string> = new Map();
        const passwords = async (missing: readonly WantedUser[]) => {
          const given = await passwordsFor(missing, users, flags, context);
          made = new Map(missing.map(({ name }, i) => [name, given[i] as string]));
          return given;
        };
        const outcome = await setUp(session, { validators, users, passwords }, session);
        if (flags.generatePasswords) showPasswords(session.screen, outcome.users, made);
        show(session, outcome);
      });
    });
  await parts(command, context);
};

const validatorsOf = ({ validators }: Flags): ValidationAction | undefined =>
  validators === undefined ? undefined : checked(OPTIONS.validators.kind, option('validators'), validators);

function usersOf({ appUser, readOnlyUser }: Flags): WantedUser[] {
  const users: WantedUser[] = [];
  if (appUser !== undefined)
    users.push({ kind: 'application', name: checked(OPTIONS.appUser.kind, option('appUser'), appUser) });
  if (readOnlyUser !== undefined) {
    const name = checked(OPTIONS.readOnlyUser.kind, option('readOnlyUser'), readOnlyUser);
    users.push({ kind: 'read-only', name });
  }
  if (appUser !== undefined && appUser === readOnlyUser) {
    throw new SettingsError(
      say`${option('appUser')} and ${option('readOnlyUser')} are both '${appUser}'; allowed are two different names.`,
    );
  }
  return users;
}

/** On the terminal alone, whatever --json and --quiet say: they are nowhere else. */
function showPasswords(
  screen: Screen,
  users: readonly UserOutcome[],
  passwords: ReadonlyMap<string, string>,
): void {
  for (const { name, state } of users) {
    if (state === 'created') {
      screen.warn(`The password of ${name}, shown this once: ${passwords.get(name)}`);
    }
  }
}

function show(session: Session, { collections, users, notes }: SetupOutcome): void {
  const { screen, host, db } = session;
  screen.json({ command: 'setup', host, database: db.databaseName, collections, users, notes });
  screen.say(
    wordTable(
      ['collection', 'state', 'what'],
      collections.map(({ name, state, changes }) => [name, state, changes.join(', ')]),
    ),
  );
  for (const user of users) screen.say(aboutUser(user, session));
  for (const note of notes) screen.note(`Note: ${note}`);
  const count = (state: CollectionOutcome['state']) =>
    collections.filter((collection) => collection.state === state).length;
  screen.say(
    `Database ${db.databaseName} at ${host}: ${counted(collections.length, 'collection')}, ${count('created')} created, ${count('changed')} changed, ${count('unchanged')} as they were.`,
  );
  const problems = collections.filter(({ problem }) => problem !== undefined);
  for (const { name, problem } of problems) screen.finding(`${name} ${problem}.`);
  if (problems.length > 0) process.exitCode = EXIT.failed;
}

function aboutUser({ name, kind, state, roles, note }: UserOutcome, { client }: Session): string {
  const has = roles.map(({ role, db }) => `${role} on ${db}`).join(', ');
  if (state === 'unchanged') {
    const lacks = note === undefined ? '' : `; ${note}, so give it that or take another name`;
    return `User ${name} was there and stays as it is (${has || 'no roles'})${lacks}.`;
  }
  const { hosts, replicaSet, directConnection } = client.options;
  const options = new URLSearchParams({
    ...(replicaSet ? { replicaSet } : {}),
    ...(directConnection ? { directConnection: 'true' } : {}),
    ...(client.options.tls ? { tls: 'true' } : {}),
  });
  const query = options.size === 0 ? '' : `?${options}`;
  const uri = withUser(`mongodb://${hosts.join(',')}/${query}`, name, 'The connection string');
  return `The ${kind} user ${name} was created (${has}); it connects by ${uri} and its password.`;
}
