/** zava encode-password: a password as it must stand in a connection string. */
import { option } from '../core/options/table.js';
import { SettingsError } from '../errors.js';
import { say } from '../message.js';
import { encodePassword, withPassword } from '../tools/operate/password.js';
import { askPassword, passwordLines } from './ask-password.js';
import { type Context, type Define, screenOf } from './command.js';
import { addOptions, type FlagsOf } from './options.js';

const FLAGS = [
  'stdin',
  ['uri', 'print the whole connection string: this one, which names a user, with the password'],
  'json',
] as const;

type Flags = FlagsOf<(typeof FLAGS)[number]>;

export const define: Define = (command, context) => {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      `
Asks without showing what is typed. The result goes to standard output, for a file or another program; with --uri it
is tried out that the driver reads the same password from it.

Examples:
  npx zava encode-password
  npx zava encode-password --uri mongodb+srv://ann@cluster0.abcde.mongodb.net/
  pass show mongodb | npx zava encode-password --stdin`,
    )
    .action(async (flags: Flags) => {
      // A string that will not do is refused before anybody has typed a password.
      if (flags.uri !== undefined) withPassword(flags.uri, 'a password', option('uri'));
      const password = await passwordOf(flags, context);
      if (password === '') throw new SettingsError('The password is empty; allowed is at least 1 character.');
      const screen = screenOf({ ...flags, quiet: false }, context);
      const encoded = encodePassword(password);
      const uri = flags.uri === undefined ? undefined : withPassword(flags.uri, password, option('uri'));
      screen.json({ command: 'encode-password', encoded, ...(uri === undefined ? {} : { uri }) });
      screen.say(uri ?? encoded);
    });
};

async function passwordOf(flags: Flags, context: Context): Promise<string> {
  if (flags.stdin === true) return (await passwordLines('stdin'))[0] ?? '';
  if (!process.stdin.isTTY) {
    throw new SettingsError(
      say`Standard input is no terminal on which to ask; allowed is a terminal, or ${option('stdin')} with the password piped in.`,
    );
  }
  return askPassword('Password:', context);
}
