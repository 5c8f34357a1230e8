/** The embedded server in the foreground. */
import { ZavaError } from '../errors.js';
import type { EmbeddedServer } from '../mongodb/embedded/types.js';
import type { Screen } from '../ui/terminal/screen.js';
import type { Context } from './command.js';

/**
 * Serves until Ctrl-C, where the server is this process's own, and stops it.
 * @throws ZavaError where it ends before.
 */
export async function untilInterrupted(
  server: EmbeddedServer,
  { signal }: Context,
  screen: Screen,
): Promise<void> {
  try {
    if (server.alreadyRunning) {
      screen.note('It was started by another zava, which also stops it.');
      return;
    }
    screen.note('Press Ctrl-C to stop it.');
    const ended = server.ended?.then(() => {
      if (signal.aborted) return;
      throw new ZavaError(
        `The server at 127.0.0.1:${server.port} has ended by itself, or was stopped by another program; the same command starts it again.`,
      );
    });
    const interrupted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve());
    });
    await Promise.race([interrupted, ...(ended === undefined ? [] : [ended])]);
    screen.note('Stopping the server ...');
  } finally {
    await server.stop();
  }
}
