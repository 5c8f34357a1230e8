/** The flags and the connection of the commands that operate a database. */
import { COLLECTION_NAMES } from '../core/model/index.js';
import { makeClient, toUserError } from '../mongodb/connect.js';
import { hostsOf, isLocal } from '../mongodb/connection-string.js';
import { unlessRefused } from '../mongodb/first-contact.js';
import { closeWithTimeout, unlessAborted, whileAnswering } from '../mongodb/presence.js';
import type { Deployment, Watch } from '../tools/operate/deployment.js';
import type { Screen } from '../ui/terminal/screen.js';
import { type Context, prepare } from './command.js';
import { underBar } from './interruption.js';
import type { DATABASE, FlagsOf } from './options.js';
import { chooseTarget, placed, withServer } from './target.js';

export type DatabaseFlags = FlagsOf<(typeof DATABASE)[number]>;

/** Connections side by side: one for each collection, and one to look with. */
const CONNECTIONS = COLLECTION_NAMES.length + 1;

/** What an action is given: the database, and where to say what it does. */
export interface Session extends Deployment {
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

/**
 * Connects, runs `work` and disconnects, with the embedded server around it where that is the target.
 * @param patient true where `work` notices by itself that the server has gone silent, and clears up then.
 * @throws ZavaError with a plain reason; without any password.
 */
export async function withDatabase(
  flags: DatabaseFlags,
  context: Context,
  work: (session: Session) => Promise<void>,
  patient = false,
): Promise<void> {
  const target = await chooseTarget(flags, context);
  const { settings, screen } = await prepare(flags, placed(context, target));
  await withServer(target, context, screen, async (uri) => {
    const compressors = isLocal(uri) ? [] : (['zlib'] as const);
    const client = makeClient({ uri, connections: CONNECTIONS, compressors });
    const db = client.db(settings.database);
    try {
      await unlessAborted(context.signal, unlessRefused(client, uri, db.command({ ping: 1 })));
      const session = { client, db, host: hostsOf(uri), screen, signal: context.signal };
      await (patient ? work(session) : whileAnswering({ client, uri }, work(session)));
    } catch (error) {
      throw toUserError(error, uri);
    } finally {
      await closeWithTimeout(client.close());
    }
  });
}

/** Runs `work` on documents under a bar; should Ctrl-C come meanwhile, says how things stand then. */
export function withBar<T>(
  session: Session,
  total: number,
  note: (done: number) => string,
  work: (watch: Watch) => Promise<T>,
): Promise<T> {
  let all = 0;
  return underBar(
    session,
    () => note(all),
    ({ onProgress }) => {
      const done = (count: number) => {
        all += count;
        onProgress?.({ phase: 'documents', done: all, total, bytes: 0 });
      };
      return work({ signal: session.signal, done });
    },
  );
}
