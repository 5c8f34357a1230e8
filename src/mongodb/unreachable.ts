/** Why a server could not be reached, and what to do about it: names, ports, TLS, replica sets. */

import { command } from '../core/options/table.js';
import { type Message, say } from '../message.js';
import { parseUri, usesTls } from './connection-string.js';
import { isNetworkError } from './network-error.js';

/** The parts of the driver's description of a server that tell why it is of no use. */
interface Member {
  readonly address: string;
  readonly type: string;
  readonly error: Error | null;
}

/** The driver's view of the deployment when it gave up looking for a server. */
interface Topology {
  readonly type: string;
  readonly setName: string | null;
  readonly servers: ReadonlyMap<string, Member>;
}

/** What went wrong, as a sentence without its full stop, and what to do about it. No secret stands in either. */
export interface Explanation {
  readonly what: string;
  readonly cure: Message;
}

/** A kind of failure: how it is recognized, and its message. */
interface Kind {
  readonly pattern: RegExp;
  /** Only where the connection string asks for TLS. */
  readonly withTls?: true;
  /** The server was found, but TLS failed. */
  readonly tls?: true;
  readonly why: string;
  readonly cure: string;
}

const ACCESS_LIST = "on Atlas, put this machine's IP address on the access list";

/** The first that matches is reported. */
const KINDS: readonly Kind[] = [
  {
    pattern: /ALTNAME|does not match certificate/,
    tls: true,
    why: 'its certificate is for another host name',
    cure: 'connect by a name that stands in the certificate',
  },
  {
    pattern: /CERT_HAS_EXPIRED|certificate has expired|CERT_NOT_YET_VALID|not yet valid/,
    tls: true,
    why: 'its certificate is not valid today',
    cure: "renew it on the server, and check the date of this machine's clock",
  },
  {
    pattern: /self.signed certificate|unable to (verify|get)|SELF_SIGNED|UNABLE_TO_|CERT_SIGNATURE/,
    tls: true,
    why: 'its certificate is not signed by an authority that is known here',
    cure: "name the authority's certificate file with tlsCAFile=FILE in the connection string",
  },
  {
    pattern: /alert internal error|alert number 80\b/,
    tls: true,
    why: 'the server broke it off',
    cure: ACCESS_LIST,
  },
  {
    pattern: /alert handshake failure|alert certificate required|alert bad certificate|alert unknown ca/,
    tls: true,
    why: 'the server wants a certificate of this client',
    cure: 'name its file with tlsCertificateKeyFile=FILE in the connection string',
  },
  {
    pattern: /before secure TLS|wrong version number|packet length too long|ECONNRESET/,
    withTls: true,
    tls: true,
    why: 'the server does not speak TLS at that port, or turns this machine away',
    cure: `take tls=true out of the connection string for a server without TLS, and ${ACCESS_LIST}`,
  },
  {
    pattern: /querySrv (ETIMEOUT|ECONNREFUSED|ESERVFAIL|EREFUSED)/,
    why: 'the name server here does not answer for mongodb+srv',
    cure: 'use another name server, or the long mongodb://host1,host2,... form that Atlas also shows',
  },
  {
    pattern: /ENOTFOUND|ENODATA|EAI_AGAIN/,
    why: 'that name is not known',
    cure: 'check its spelling, or copy the connection string from Atlas again',
  },
  {
    pattern: /ECONNREFUSED/,
    why: 'nothing listens at that port',
    cure: `start the server (${command('up').typed} starts one), or correct host and port`,
  },
  {
    pattern: /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|timed out/,
    why: 'there is no answer',
    cure: `check host and port and the firewalls on the way, and ${ACCESS_LIST}`,
  },
];

/**
 * The message for an error of a socket, of TLS or of a name server, or for a driver's error around one; undefined
 * where it is of no known kind.
 */
export function explainSocket(error: Error, withTls: boolean): (Kind & Explanation) | undefined {
  const said = details(error).join(' ');
  const kind = KINDS.find((one) => (one.withTls !== true || withTls) && one.pattern.test(said));
  return kind && { ...kind, what: `${firstLine(error.message)}: ${kind.why}` };
}

/**
 * What an error of the driver means where no usable server was found; undefined for any other error.
 * @param host how the server is called: host and port, never a password.
 */
export function explainUnreachable(error: Error, host: string, uri: string): Explanation | undefined {
  const missing = missingFile(error, uri);
  if (missing !== undefined) return missing;
  const selection = error.name === 'MongoServerSelectionError';
  const network =
    isNetworkError(error) ||
    /ServerSelection|TopologyClosed|NetworkError|NetworkTimeout|PoolCleared/.test(error.name) ||
    /ECONN|ENOTFOUND|ENODATA|ETIMEOUT|ETIMEDOUT|querySrv/.test(error.message);
  if (!network) return undefined;
  const reach = `There is no MongoDB server to be reached at ${host}`;
  const topology = (error as { reason?: Topology }).reason;
  const set = selection && topology?.servers !== undefined ? aboutSet(topology, uri) : undefined;
  if (set !== undefined) return { ...set, what: `${reach}: ${set.what}` };
  const tls = usesTls(uri);
  const known = explainSocket(error, tls);
  if (known !== undefined) {
    const head = known.tls ? `The TLS connection to ${host} failed` : reach;
    return { what: `${head}: ${known.what}`, cure: known.cure };
  }
  const what = `${reach}: ${firstLine(error.message)}`;
  if (selection && !tls && /closed/.test(error.message)) {
    const why = 'it closes connections at once, as a server does that asks for TLS';
    return { what: `${what}: ${why}`, cure: 'add tls=true to the connection string' };
  }
  return { what, cure: say`see whether it runs and what its log says, and try ${command('check')}` };
}

/** A file that the connection string names and that cannot be read. */
function missingFile(error: Error, uri: string): Explanation | undefined {
  const { code, path } = error as { code?: unknown; path?: unknown };
  const named = [...parseUri(uri).searchParams.values()];
  if (typeof path !== 'string' || !named.includes(path) || !/^(ENOENT|EACCES|EISDIR)$/.test(String(code)))
    return undefined;
  const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
  const what = `The file ${path}, which the connection string names, ${why}`;
  return { what, cure: 'correct tlsCAFile or tlsCertificateKeyFile in it' };
}

/** What is wrong with a replica set whose servers answer, or answer under other names. */
function aboutSet(topology: Topology, uri: string): Explanation | undefined {
  const { searchParams, hosts } = parseUri(uri);
  const members = [...topology.servers.values()];
  const wanted = searchParams.get('replicaSet');
  if (members.length === 0 && wanted !== null) {
    return {
      what: `what answers there is a standalone server or a member of another set, and not of replica set ${wanted}`,
      cure: `take replicaSet=${wanted} out of the connection string, or correct the name`,
    };
  }
  if (members.some(({ type }) => type === 'RSGhost')) {
    return {
      what: 'it waits to become a member of a replica set',
      cure: 'run rs.initiate() there once',
    };
  }
  const strangers = members.filter(({ address, error }) => error !== null && !hosts.includes(address));
  if (topology.setName !== null && members.length > 0 && strangers.length === members.length) {
    const names = strangers.map(({ address }) => address).join(', ');
    return {
      what: `the replica set calls its members ${names}, which cannot be reached from here`,
      cure: 'add directConnection=true to the connection string, or make these names known',
    };
  }
  if (topology.type === 'ReplicaSetNoPrimary' && members.some(({ type }) => type === 'RSSecondary')) {
    return {
      what: 'the replica set has no primary now',
      cure: 'wait for the election and try again, or see rs.status()',
    };
  }
  // Only where it is read from elsewhere than the primary, which is there.
  const preference = searchParams.get('readPreference');
  if (topology.type === 'ReplicaSetWithPrimary' && preference !== null) {
    return {
      what: `no member of the replica set is what readPreference=${preference} of the connection string asks for`,
      cure: 'take readPreference out of it, with tags and staleness',
    };
  }
  return undefined;
}

/** Messages and codes of an error, of its causes, and of what the driver met at each server. */
function details(error: Error): string[] {
  const found: string[] = [];
  const servers = (error as { reason?: Topology }).reason?.servers?.values() ?? [];
  const errors = [error, ...[...servers].map((server) => server.error)];
  for (const first of errors) {
    let inner: unknown = first;
    for (let depth = 0; depth < 5 && inner instanceof Error; depth += 1) {
      found.push(inner.message, String((inner as { code?: unknown }).code ?? ''));
      inner = inner.cause;
    }
  }
  return found;
}

/** The message of the driver or the server in one line, without the full stop. */
export const firstLine = (message: string): string => (message.split('\n')[0] ?? '').replace(/[.\s]+$/, '');
