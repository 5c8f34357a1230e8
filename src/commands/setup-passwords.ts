/** Where the passwords of new users come from: standard input, variables, a generator or the terminal. */
import { option } from '../core/options/table.js';
import type { VariableName } from '../core/options/variables.js';
import { SettingsError, ZavaError } from '../errors.js';
import { say } from '../message.js';
import { makePassword } from '../tools/operate/password.js';
import type { Kind, WantedUser } from '../tools/operate/setup/users.js';
import { askPassword, passwordLines } from './ask-password.js';
import type { Context } from './command.js';
import type { FlagsOf } from './options.js';

export type PasswordFlags = FlagsOf<'passwordStdin' | 'generatePasswords'>;

/** The variables that hold passwords; .env is for those that programs need again. */
export const PASSWORD_VARIABLES: Readonly<Record<Kind, VariableName>> = {
  application: 'ZAVA_APP_PASSWORD',
  'read-only': 'ZAVA_READ_ONLY_PASSWORD',
};

/** @throws SettingsError where a generated password could not be shown. */
export function checkPasswordFlags({ generatePasswords }: PasswordFlags, { output }: Context): void {
  if (generatePasswords && !output.terminal.isTTY) {
    throw new SettingsError(
      say`${option('generatePasswords')} shows each password once on a terminal, and standard error is none; allowed is a terminal, ${option('passwordStdin')} or a variable.`,
    );
  }
}

/**
 * The passwords of users that are not there yet.
 * @param all the users in question, in the order in which --password-stdin has their lines.
 * @throws SettingsError where there is none to be had.
 */
export async function passwordsFor(
  missing: readonly WantedUser[],
  all: readonly WantedUser[],
  flags: PasswordFlags,
  context: Context,
): Promise<readonly string[]> {
  const lines = flags.passwordStdin ? await passwordLines('passwordStdin') : undefined;
  const passwords: string[] = [];
  for (const user of missing) {
    const password =
      lines?.[all.indexOf(user)] ??
      (flags.passwordStdin
        ? ''
        : flags.generatePasswords
          ? makePassword()
          : context.env[PASSWORD_VARIABLES[user.kind]]) ??
      (await askTwice(user, context));
    if (password === '') {
      throw new SettingsError(
        say`The password of ${user.name} is empty; allowed is at least 1 character${flags.passwordStdin ? say`, with ${option('passwordStdin')} a line for each user` : ''}.`,
      );
    }
    passwords.push(password);
  }
  return passwords;
}

async function askTwice({ name, kind }: WantedUser, context: Context): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new SettingsError(
      say`There is no password for the new user ${name}; allowed is ${option('passwordStdin')}, ${PASSWORD_VARIABLES[kind]} in the environment, or a terminal on which to ask.`,
    );
  }
  const first = await askPassword(`Password for the new user ${name}:`, context);
  const second = await askPassword('The same again:', context);
  if (first !== second) throw new ZavaError('The two passwords differ; nothing was changed.');
  return first;
}
