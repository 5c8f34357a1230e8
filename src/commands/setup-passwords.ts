/** Where the passwords of new users come from: standard input, variables, a generator or the terminal. */
import { SettingsError, ZavaError } from '../errors.js';
import { makePassword } from '../operate/password.js';
import type { Kind, WantedUser } from '../operate/setup/users.js';
import { askPassword, passwordLines } from './ask-password.js';
import type { Context } from './command.js';

export interface PasswordFlags {
  passwordStdin?: boolean;
  generatePasswords?: boolean;
}

/** The variables that hold passwords; .env is for those that programs need again. */
export const PASSWORD_VARIABLES: Readonly<Record<Kind, string>> = {
  application: 'ZAVA_APP_PASSWORD',
  'read-only': 'ZAVA_READ_ONLY_PASSWORD',
};

/** @throws SettingsError where two sources are named, or a generated password could not be shown. */
export function checkPasswordFlags({ passwordStdin, generatePasswords }: PasswordFlags): void {
  if (passwordStdin && generatePasswords) {
    throw new SettingsError(
      '--password-stdin gives passwords and --generate-passwords makes them; allowed is one of the two.',
    );
  }
  if (generatePasswords && !process.stderr.isTTY) {
    throw new SettingsError(
      '--generate-passwords shows each password once on a terminal, and standard error is none; allowed is a terminal, --password-stdin or a variable.',
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
  { env, signal }: Context,
): Promise<readonly string[]> {
  const lines = flags.passwordStdin ? await passwordLines('--password-stdin') : undefined;
  const passwords: string[] = [];
  for (const user of missing) {
    const password =
      lines?.[all.indexOf(user)] ??
      (flags.passwordStdin
        ? ''
        : flags.generatePasswords
          ? makePassword()
          : env[PASSWORD_VARIABLES[user.kind]]) ??
      (await askTwice(user, signal));
    if (password === '') {
      throw new SettingsError(
        `The password of ${user.name} is empty; allowed is at least 1 character${flags.passwordStdin ? ', with --password-stdin a line for each user' : ''}.`,
      );
    }
    passwords.push(password);
  }
  return passwords;
}

async function askTwice({ name, kind }: WantedUser, signal: AbortSignal): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new SettingsError(
      `There is no password for the new user ${name}; allowed is --password-stdin, ${PASSWORD_VARIABLES[kind]} in the environment, or a terminal on which to ask.`,
    );
  }
  const first = await askPassword(`Password for the new user ${name}:`, signal);
  const second = await askPassword('The same again:', signal);
  if (first !== second) throw new ZavaError('The two passwords differ; nothing was changed.');
  return first;
}
