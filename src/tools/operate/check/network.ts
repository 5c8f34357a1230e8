/** The way to the server: names, ports and TLS, each looked at on its own. */
import { Resolver, promises as system } from 'node:dns';
import { isIP, connect as tcp } from 'node:net';
import { promisify } from 'node:util';
import { parseUri } from '../../../mongodb/connection-string.js';
import { explainSocket } from '../../../mongodb/unreachable.js';
import { type Address, addressOf } from './address.js';
import { type Check, failure, notTried, ok, warning } from './result.js';
import { checkTls } from './tls.js';

/** Milliseconds for one name, one port, one handshake: the whole check is to end within ten seconds. */
const STEP_MS = 2500;

const SUBJECTS = { 'network.dns': 'Names', 'network.tcp': 'Ports', 'network.tls': 'TLS' } as const;

const shown = ({ host, port }: Address): string => (port === 0 ? host : `${host}:${port}`);

/** Names, then ports, then TLS; what fails leaves what comes after it untried. */
export async function checkNetwork(uri: string): Promise<Check[]> {
  const names = await resolveNames(uri);
  if (names.addresses.length === 0) return [names.check, ...untried(1, 'no name is known')];
  const ports = await checkPorts(names.addresses);
  if (ports.open === undefined) return [names.check, ports.check, ...untried(2, 'no port answers')];
  return [names.check, ports.check, await checkTls(uri, ports.open, STEP_MS)];
}

/** @param from how many of the three were tried. */
function untried(from: number, because: string): Check[] {
  return Object.entries(SUBJECTS)
    .slice(from)
    .map(([id, subject]) => notTried(id, subject, because));
}

export const networkNotTried = (because: string): Check[] => untried(0, because);

/** The hosts that a connection string means; of mongodb+srv, those of the SRV record. */
async function resolveNames(uri: string): Promise<{ check: Check; addresses: Address[] }> {
  try {
    const parsed = parseUri(uri);
    const service = parsed.searchParams.get('srvServiceName') ?? 'mongodb';
    const addresses = parsed.isSRV
      ? await srvRecord(parsed.hosts[0] ?? '', service)
      : parsed.hosts.map(addressOf);
    return await lookUp(addresses);
  } catch (error) {
    return { check: socketFailure('network.dns', 'Names', error as Error), addresses: [] };
  }
}

/** Keeps the addresses whose names are known. @throws the first error where none is. */
async function lookUp(addresses: readonly Address[]): Promise<{ check: Check; addresses: Address[] }> {
  const id = 'network.dns';
  const isName = ({ host, port }: Address) => port !== 0 && isIP(host) === 0;
  const results = await Promise.allSettled(
    addresses.map((address) => (isName(address) ? lookup(address.host) : undefined)),
  );
  const known = addresses.filter((_, i) => results[i]?.status === 'fulfilled');
  const unknown = addresses.filter((address) => !known.includes(address)).map(({ host }) => host);
  const refused = results.find((result) => result.status === 'rejected');
  if (refused !== undefined && known.length === 0) throw refused.reason;
  const check =
    refused === undefined
      ? ok(id, `Names: ${addresses.map(shown).join(', ')}`)
      : warning(
          id,
          `Names: ${unknown.join(', ')} not known`,
          'correct or remove these hosts in the connection string',
        );
  return { check, addresses: known };
}

async function srvRecord(host: string, service: string): Promise<Address[]> {
  const resolver = new Resolver({ timeout: STEP_MS / 2, tries: 2 });
  const resolveSrv = promisify(resolver.resolveSrv.bind(resolver));
  const records = await resolveSrv(`_${service}._tcp.${host}`);
  return records.map(({ name, port }) => ({ host: name, port }));
}

/** As the driver asks: by the system, which also knows /etc/hosts. */
const lookup = (host: string): Promise<unknown> => withTimeout(system.lookup(host), `lookup of ${host}`);

async function checkPorts(addresses: readonly Address[]): Promise<{ check: Check; open?: Address }> {
  const id = 'network.tcp';
  const results = await Promise.allSettled(addresses.map(connects));
  const open = addresses.filter((_, i) => results[i]?.status === 'fulfilled');
  const closed = addresses.filter((address) => !open.includes(address));
  const refused = results.find((result) => result.status === 'rejected');
  if (refused === undefined) {
    return {
      check: ok(id, `Ports: ${open.map(shown).join(', ')} accept connections`),
      open: open[0] as Address,
    };
  }
  const down = socketFailure(id, `Ports: ${closed.map(shown).join(', ')} cannot be reached`, refused.reason);
  const [first] = open;
  return first === undefined ? { check: down } : { check: { ...down, status: 'warning' }, open: first };
}

function connects({ host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = port === 0 ? tcp(host) : tcp(port, host);
    socket.setTimeout(STEP_MS, () => socket.destroy(timedOut(`connect to ${host}:${port}`)));
    socket.once('error', reject).once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}

const timedOut = (what: string): Error =>
  Object.assign(new Error(`${what} timed out after ${STEP_MS / 1000} s`), { code: 'ETIMEDOUT' });

/** Rejects where the work takes longer than a step may. */
async function withTimeout<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timedOut(what)), STEP_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function socketFailure(id: string, subject: string, error: Error): Check {
  const known = explainSocket(error, false);
  const what = `${subject}: ${known?.what ?? error.message}`;
  return failure(id, what, known?.cure ?? 'check host and port in the connection string');
}
