/** zava up with a dataset: the embedded server on a fresh copy of its data files. */
import { sliced } from '../core/slices/request.js';
import { startServerWith } from '../engine/seeded-server.js';
import { withDatabaseIn } from '../mongodb/connection-string.js';
import { grouped } from '../ui/terminal/numbers.js';
import type { Context } from './command.js';
import { prepareFitting } from './fit-flags.js';
import { NOTHING_CHANGED, underBar } from './interruption.js';
import { zavaFolder } from './target.js';
import type { UpFlags } from './up-flags.js';
import { untilInterrupted } from './up-serve.js';

export async function upWith(flags: UpFlags, context: Context): Promise<void> {
  const { settings: whole, screen } = await prepareFitting(flags, context);
  const settings = sliced(whole, flags);
  const { env, signal } = context;
  const log = (line: string) => screen.note(line);
  const server = await underBar(
    { screen, signal },
    () => NOTHING_CHANGED,
    async ({ onProgress, stop }) => {
      const options = { root: zavaFolder(context.cwd), env, log, signal, samePort: true };
      const started = await startServerWith(settings, options, { signal, onProgress });
      stop();
      return started;
    },
  );
  const { version, documents, cached } = server;
  const { database, slice } = settings;
  const part = slice === undefined ? '' : 'the part that was asked for of ';
  const { seed } = settings.world;
  const uri = withDatabaseIn(server.uri, database);
  screen.json({ command: 'up', uri, version, database, seed, documents, cached });
  screen.say(
    `MongoDB ${version} is running at ${uri} with ${grouped(documents)} documents, exactly ${part}seed ${seed}.`,
  );
  if (!cached) screen.note('The data files are kept under .zava/seeded/, and copied the next time.');
  screen.note(
    'This is a fresh copy: what is changed in it is gone when it stops. Other commands reach it by --uri.',
  );
  await untilInterrupted(server, context, screen);
}
