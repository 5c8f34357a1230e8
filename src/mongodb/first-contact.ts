/**
 * The first contact with a deployment. The driver looks for a server as long as its timeout says, as one may come back; where
 * none was there yet, and every host refuses connections, none is coming back.
 */
import type { MongoClient, ServerDescription, TopologyDescriptionChangedEvent } from 'mongodb';
import { parseUri } from './connection-string.js';

/** Every host refuses for so long, in milliseconds: in that time the driver asks each of them at least twice. */
const REFUSED_MS = 600;

/** How deep the reason of an error may lie. */
const DEPTH = 5;

/** True where a machine is there and says that nothing listens. */
function isRefusal(error: unknown): boolean {
  let inner = error;
  for (let depth = 0; depth < DEPTH && inner instanceof Error; depth++) {
    if ((inner as NodeJS.ErrnoException).code === 'ECONNREFUSED') return true;
    inner = inner.cause;
  }
  return false;
}

const refused = ({ type, error }: ServerDescription): boolean => type === 'Unknown' && isRefusal(error);

/**
 * Waits for `work`, which makes the first contact, but not where every host refuses connections. Where the connection
 * string says how long to look for a server, that counts. Once any server was reached, only `work` counts.
 * @param client not connected yet, or on the way in this turn of the event loop.
 * @throws the refusal of a host; whatever `work` throws.
 */
export async function unlessRefused<T>(client: MongoClient, uri: string, work: Promise<T>): Promise<T> {
  if (parseUri(uri).searchParams.has('serverSelectionTimeoutMS')) return work;
  // The outcome of abandoned work is ignored.
  work.catch(() => {});
  let patience: NodeJS.Timeout | undefined;
  let giveUp: (reason: unknown) => void = () => {};
  const refusal = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  const stop = () => {
    clearTimeout(patience);
    patience = undefined;
  };
  // Whoever answers need not stay in the description: a member of another set does not.
  const reached = () => {
    stop();
    client.off('topologyDescriptionChanged', look);
  };
  const look = ({ newDescription }: TopologyDescriptionChangedEvent) => {
    const servers = [...newDescription.servers.values()];
    const all = servers.length > 0 && servers.every(refused);
    if (!all) stop();
    else patience ??= setTimeout(() => giveUp(servers[0]?.error), REFUSED_MS);
  };
  client.on('topologyDescriptionChanged', look).once('serverHeartbeatSucceeded', reached);
  try {
    return await Promise.race([work, refusal]);
  } finally {
    reached();
    client.off('serverHeartbeatSucceeded', reached);
  }
}
