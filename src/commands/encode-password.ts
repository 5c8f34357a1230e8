/** zava encode-password: a password as it must stand in a connection string. */
import { SettingsError } from '../errors.js';
import { encodePassword, withPassword } from '../operate/password.js';
import { Screen } from '../ui/screen.js';
import { askPassword, passwordLines } from './ask-password.js';
import type { Context, Define } from './command.js';

interface Flags {
  stdin?: boolean;
  uri?: string;
  json?: boolean;
}

export const define: Define = (command, context) => {
  command
    .option('--stdin', 'read the password from standard input, its first line, and do not ask')
    .option(
      '--uri <string>',
      'print the whole connection string: this one, which names a user, with the password',
    )
    .option('--json', 'one JSON document on standard output, everything else on standard error')
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
      if (flags.uri !== undefined) withPassword(flags.uri, 'a password', '--uri');
      const password = await passwordOf(flags, context);
      if (password === '') throw new SettingsError('The password is empty; allowed is at least 1 character.');
      const screen = new Screen({ json: flags.json === true, quiet: false });
      const encoded = encodePassword(password);
      const uri = flags.uri === undefined ? undefined : withPassword(flags.uri, password, '--uri');
      screen.json({ command: 'encode-password', encoded, ...(uri === undefined ? {} : { uri }) });
      screen.say(uri ?? encoded);
    });
};

async function passwordOf(flags: Flags, context: Context): Promise<string> {
  if (flags.stdin === true) return (await passwordLines('--stdin'))[0] ?? '';
  if (!process.stdin.isTTY) {
    throw new SettingsError(
      'Standard input is no terminal on which to ask; allowed is a terminal, or --stdin with the password piped in.',
    );
  }
  return askPassword('Password:', context.signal);
}
