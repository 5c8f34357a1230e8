/** The flags and the connection of the commands that operate a database. */
import type { Command } from 'commander';
import { MongoError } from 'mongodb';
import { ZavaError } from '../errors.js';
import { hostsOf, isLocal, makeClient, plainError } from '../mongodb/connect.js';
import { briefly, whileAnswering } from '../mongodb/presence.js';
import { type Deployment, unlessAborted, type Watch } from '../operate/deployment.js';
import type { Screen } from '../ui/screen.js';
import { addOutputFlags, type Context, type OutputFlags, prepare } from './command.js';
import { addTargetFlags, chooseTarget, type TargetFlags, withServer } from './target.js';

export interface DatabaseFlags extends TargetFlags, OutputFlags {
  database?: string;
  config?: string;
}

/** Connections side by side: one for each of the nine collections, and one to look with. */
const CONNECTIONS = 10;

export function addDatabaseFlags(command: Command): Command {
  return addOutputFlags(
    addTargetFlags(command)
      .option('--database <name>', 'name of the database (default: zava)')
      .option('--config <file>', 'a YAML file with settings, which may name the database'),
  );
}

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
  const target = chooseTarget(flags, context);
  const { settings, screen } = prepare(flags, context);
  await withServer(target, context, screen, async (uri) => {
    const compressors = isLocal(uri) ? [] : (['zlib'] as const);
    const client = makeClient({ uri, connections: CONNECTIONS, compressors });
    const db = client.db(settings.database);
    try {
      await unlessAborted(context.signal, db.command({ ping: 1 }));
      const session = { client, db, host: hostsOf(uri), screen, signal: context.signal };
      await (patient ? work(session) : whileAnswering(session, work(session)));
    } catch (error) {
      throw plainly(error, uri);
    } finally {
      await briefly(client.close());
    }
  });
}

/** Runs `work`; should Ctrl-C come meanwhile, says how things stand then. */
export async function notingInterruption<T>(
  { screen, signal }: Session,
  note: () => string,
  work: () => Promise<T>,
): Promise<T> {
  const interrupted = () => screen.note(note());
  signal.addEventListener('abort', interrupted);
  try {
    return await work();
  } finally {
    signal.removeEventListener('abort', interrupted);
  }
}

/** Runs `work` on documents under a bar; should Ctrl-C come meanwhile, says how things stand then. */
export async function withBar<T>(
  session: Session,
  total: number,
  note: (done: number) => string,
  work: (watch: Watch) => Promise<T>,
): Promise<T> {
  const { onProgress, stop } = session.screen.progress();
  let all = 0;
  const done = (count: number) => {
    all += count;
    onProgress?.({ phase: 'documents', done: all, total, bytes: 0 });
  };
  const interrupted = () => {
    stop();
    return note(all);
  };
  try {
    return await notingInterruption(session, interrupted, () => work({ signal: session.signal, done }));
  } finally {
    stop();
  }
}

/** What the driver throws has its reason in its message; a stack would only hide it. */
function plainly(error: unknown, uri: string): unknown {
  if (error instanceof ZavaError) return error;
  const plain = plainError(error, uri);
  if (plain instanceof ZavaError || !(plain instanceof MongoError)) return plain;
  return new ZavaError(`${hostsOf(uri)}: ${plain.message.replace(/\.+$/, '')}.`);
}
