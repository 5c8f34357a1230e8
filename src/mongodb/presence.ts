/** Noticing that a server has gone silent: the driver itself would wait for its answer for most of a minute. */
import { setImmediate as ioDone, setTimeout as sleep } from 'node:timers/promises';
import type { MongoClient, TopologyDescriptionChangedEvent } from 'mongodb';
import { ZavaError } from '../errors.js';

/** The pause between two questions, and how long an answer may take, in milliseconds: ten seconds together, and less. */
const PAUSE_MS = 1000;
const PATIENCE_MS = 7000;

/** How long to wait for connections to end in peace, in milliseconds. */
const FAREWELL_MS = 1000;

/** A client, and its server for people to read, without user or password. */
interface Connected {
  readonly client: MongoClient;
  readonly host: string;
}

/**
 * Waits for `work`, but not for a server that answers nothing any more; what it was told to do may still be done there.
 * @throws ZavaError where the server is silent; whatever `work` throws.
 */
export async function whileAnswering<T>({ client, host }: Connected, work: Promise<T>): Promise<T> {
  // How abandoned work ends is nobody's business any more.
  work.catch(() => {});
  const over = new AbortController();
  const watch = new Watchman(client);
  try {
    return await Promise.race([work, watch.untilSilent(host, over.signal)]);
  } finally {
    over.abort();
    watch.end();
  }
}

/**
 * Waits for a farewell to a server, such as the closing of a client, but not for a server that has gone away.
 * @param milliseconds how long at most. A farewell that fails is as good as any.
 */
export async function briefly(farewell: Promise<unknown>, milliseconds = FAREWELL_MS): Promise<void> {
  const over = new AbortController();
  const patience = sleep(milliseconds, undefined, { signal: over.signal }).catch(() => {});
  await Promise.race([farewell.catch(() => {}), patience]);
  over.abort();
}

class Watchman {
  /** False where the driver has lost all servers: then it tells the work so, and silence means nothing. */
  private known = true;

  constructor(private readonly client: MongoClient) {
    client.on('topologyDescriptionChanged', this.look);
  }

  end(): void {
    this.client.off('topologyDescriptionChanged', this.look);
  }

  /** Ends with `over`. @throws ZavaError when the server is silent. */
  async untilSilent(host: string, over: AbortSignal): Promise<never> {
    while (!over.aborted) {
      if (!(await this.answers(over)) && this.known) {
        throw new ZavaError(
          `${host} has not answered for ${PATIENCE_MS / 1000} s; see whether the server still runs and the way to it is open (npx zava check), then run the same command again.`,
        );
      }
      await sleep(PAUSE_MS, undefined, { signal: over }).catch(() => {});
    }
    return new Promise<never>(() => {});
  }

  /** False where nothing comes. A failure is an answer here: whoever works with the server is told it as well. */
  private answers(over: AbortSignal): Promise<boolean> {
    // Any member will do: during an election there is an answer, and the work goes on after it.
    const ping = this.client.db('admin').command({ ping: 1 }, { readPreference: 'nearest' });
    const answered = ping.then(
      () => true,
      () => true,
    );
    // Where this process was busy all the while, an answer may lie there that nobody has looked at.
    const silent = sleep(PATIENCE_MS, undefined, { signal: over })
      .then(() => ioDone(false))
      .catch(() => true);
    return Promise.race([answered, silent]);
  }

  private readonly look = ({ newDescription }: TopologyDescriptionChangedEvent): void => {
    this.known = [...newDescription.servers.values()].some(({ type }) => type !== 'Unknown');
  };
}
