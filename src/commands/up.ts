/** zava up: the embedded server in the foreground. */
import { Screen } from '../ui/screen.js';
import { addOutputFlags, type Define, type OutputFlags } from './command.js';
import { startLocal } from './target.js';

export const define: Define = (command, context) => {
  addOutputFlags(command)
    .addHelpText('after', '\nIt runs until Ctrl-C, and other commands with --local use it while it runs.')
    .action(async (flags: OutputFlags) => {
      const screen = new Screen({ json: flags.json === true, quiet: flags.quiet === true });
      const server = await startLocal(context, screen);
      try {
        screen.json({ command: 'up', uri: server.uri, version: server.version });
        screen.say(`MongoDB ${server.version} is running at ${server.uri}`);
        if (server.alreadyRunning) {
          screen.note('It was started by another zava, which also stops it.');
          return;
        }
        screen.note('Press Ctrl-C to stop it.');
        await new Promise<void>((resolve) => {
          if (context.signal.aborted) resolve();
          context.signal.addEventListener('abort', () => resolve());
        });
        screen.note('Stopping the server ...');
      } finally {
        await server.stop();
      }
    });
};
