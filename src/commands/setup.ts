/** zava setup: collections and users in a server; `setup atlas` makes a cluster first. */
import { SettingsError } from '../errors.js';
import { withUser } from '../operate/password.js';
import type { CollectionOutcome, ValidationAction } from '../operate/setup/collections.js';
import { type SetupOutcome, setUp } from '../operate/setup/setup.js';
import type { UserOutcome, WantedUser } from '../operate/setup/users.js';
import { wordTable } from '../ui/table.js';
import { counted } from '../ui/words.js';
import type { Define } from './command.js';
import { addDatabaseFlags, type DatabaseFlags, type Session, withDatabase } from './database.js';
import {
  checkPasswordFlags,
  PASSWORD_VARIABLES,
  type PasswordFlags,
  passwordsFor,
} from './setup-passwords.js';

interface Flags extends DatabaseFlags, PasswordFlags {
  validators?: string;
  appUser?: string;
  readOnlyUser?: string;
}

export const define: Define = async (command, context) => {
  addDatabaseFlags(command)
    .option(
      '--validators <action>',
      'warn or error: what the server does with a document that breaks the model',
    )
    .option('--app-user <name>', 'make a user who may read, write, index and watch this one database')
    .option('--read-only-user <name>', 'make a user who may only read it')
    .option('--password-stdin', 'read the passwords from standard input, a line for each user')
    .option('--generate-passwords', 'make the passwords, and show each once on the terminal')
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
      checkPasswordFlags(flags);
      await withDatabase(flags, context, async (session) => {
        session.screen.note(`Setting up database ${session.db.databaseName} at ${session.host}.`);
        let made: ReadonlyMap<string, string> = new Map();
        const passwords = async (missing: readonly WantedUser[]) => {
          const given = await passwordsFor(missing, users, flags, context);
          made = new Map(missing.map(({ name }, i) => [name, given[i] as string]));
          return given;
        };
        const outcome = await setUp(session, { validators, users, passwords }, session);
        if (flags.generatePasswords) showPasswords(outcome.users, made);
        show(session, outcome);
      });
    });
  const atlas = command.command('atlas').description('make a cluster in Atlas by its command line, atlas');
  if (process.argv.includes('atlas')) (await import('./setup-atlas.js')).defineAtlas(atlas, context);
};

function validatorsOf({ validators }: Flags): ValidationAction | undefined {
  if (validators === undefined || validators === 'warn' || validators === 'error') return validators;
  throw new SettingsError(`--validators is '${validators}'; allowed is warn or error.`);
}

function usersOf({ appUser, readOnlyUser }: Flags): WantedUser[] {
  const users: WantedUser[] = [];
  if (appUser !== undefined) users.push({ kind: 'application', name: named('--app-user', appUser) });
  if (readOnlyUser !== undefined)
    users.push({ kind: 'read-only', name: named('--read-only-user', readOnlyUser) });
  if (appUser !== undefined && appUser === readOnlyUser) {
    throw new SettingsError(
      `--app-user and --read-only-user are both '${appUser}'; allowed are two different names.`,
    );
  }
  return users;
}

function named(flag: string, name: string): string {
  if (/^[^\s\p{C}]{1,100}$/u.test(name)) return name;
  throw new SettingsError(`${flag} is '${name}'; allowed is a name of 1 to 100 characters without blanks.`);
}

/** On the terminal alone, whatever --json and --quiet say: they are nowhere else. */
function showPasswords(users: readonly UserOutcome[], passwords: ReadonlyMap<string, string>): void {
  for (const { name, state } of users) {
    if (state === 'created') {
      process.stderr.write(`The password of ${name}, shown this once: ${passwords.get(name)}\n`);
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
  for (const { name, problem } of problems) process.stderr.write(`zava: ${name} ${problem}.\n`);
  if (problems.length > 0) process.exitCode = 1;
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
