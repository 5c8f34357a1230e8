/**
 * The one place that reads connection strings and decides what of one may be shown: hosts, the database and harmless
 * options, and nothing at all where it is not clear where its password ends. Other files ask here.
 */
import { ConnectionString } from 'mongodb-connection-string-url';
import { command } from '../core/options/table.js';
import { SettingsError } from '../errors.js';
import { type Message, type Reference, say } from '../message.js';
import { HIDDEN } from '../secrets.js';

const SCHEME = /^mongodb(\+srv)?:\/\//;

/** A name, an IPv4 or IPv6 address with or without a port, or the URL-encoded path of a socket. */
const HOST = /^((?:[\p{L}\p{N}._-]+|\[[\da-f:.]+\])(?::(?<port>\d+))?|[\w.~-]*%2F[\w.~%-]*\.sock)$/iu;

/** What a database may be called, and where users are kept who have none. */
const DATABASE = /^([^/\\. "$*<>:|?\0]{0,63}|\$external)$/;

/** Options whose values may be shown; those of the others may be passwords, tokens or what nobody knows. */
const HARMLESS =
  /^(appName|authMechanism|authSource|compressors|connectTimeoutMS|directConnection|heartbeatFrequencyMS|journal|loadBalanced|localThresholdMS|max(Connecting|IdleTimeMS|PoolSize|StalenessSeconds)|minPoolSize|read(ConcernLevel|Preference|PreferenceTags)|replicaSet|retry(Reads|Writes)|server(MonitoringMode|SelectionTimeoutMS)|socketTimeoutMS|srv(MaxHosts|ServiceName)|ssl|tls|tls(AllowInvalidCertificates|AllowInvalidHostnames|CAFile|CertificateKeyFile|Insecure)|w|waitQueueTimeoutMS|wTimeoutMS|zlibCompressionLevel)$/i;

/** Shorter ones stand in any sentence by chance. */
const LEAST_SECRET = 4;

/**
 * A connection string, taken apart.
 * @param name the setting, for the message.
 * @throws SettingsError where it is none, or where it is not clear what its password is; says which character stands
 * where it may not, and nothing else of it.
 */
export function parseUri(uri: string, name: Reference | Message = 'The connection string'): ConnectionString {
  const problem = problemOf(uri);
  if (problem === undefined) {
    try {
      return new ConnectionString(uri);
    } catch {
      // The reason quotes what it does not understand.
    }
  }
  throw new SettingsError({
    setting: name,
    value: HIDDEN,
    shown: 'no connection string',
    problem: problem ?? 'as the driver cannot read it',
    allowed:
      'mongodb://user:password@host/ or mongodb+srv://..., with the special characters of user name and password URL-encoded',
    hint: say`${command('encode-password')} encodes a password`,
  });
}

/** Why a text is no connection string, in words that hold nothing of it; undefined where it may be one. */
function problemOf(uri: string): string | undefined {
  if (!SCHEME.test(uri)) return 'as it does not begin with mongodb:// or mongodb+srv://';
  const rest = uri.replace(SCHEME, '').trimEnd();
  if (/\p{Cc}/u.test(rest)) return 'as it has a line break or another control character';
  if (rest.includes('#')) return 'as it has a #, which means nothing in one';
  const at = rest.indexOf('@');
  if (at !== rest.lastIndexOf('@')) return 'as it has more than one @';
  const [, hosts = '', path = ''] = /^([^/?]*)\/?([^?]*)/.exec(rest.slice(at + 1)) ?? [];
  const ofUser = at < 0 ? undefined : problemOfUser(rest.slice(0, at));
  const ofService = /[,:]/.test(hosts) && uri.startsWith('mongodb+srv');
  return (
    ofUser ??
    problemOfHosts(hosts) ??
    problemOfPath(path) ??
    (ofService ? 'as mongodb+srv takes one host, without a port' : undefined)
  );
}

function problemOfUser(text: string): string | undefined {
  const [user = '', ...password] = text.split(':');
  if (user === '') return 'as its user name is empty';
  if (password.length > 1) return 'as its password has a :';
  for (const [what, part] of [
    ['user name', user],
    ['password', password.join('')],
  ] as const) {
    const wrong = /[/?[\]]/.exec(part);
    if (wrong !== null) return `as its ${what} has a ${wrong[0]}`;
    if (decoded(part) === undefined) return `as its ${what} has a % that encodes nothing`;
  }
  return undefined;
}

function problemOfHosts(hosts: string): string | undefined {
  for (const host of hosts.split(',')) {
    if (host === '') return 'as a host is missing, such as after the @';
    const [, port] = /:([^\]]*)$/.exec(host) ?? [];
    if (port !== undefined && (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65_535)) {
      return 'as what follows a host and its : is no port';
    }
    if (!HOST.test(host)) return 'as what stands in the place of a host is none';
  }
  return undefined;
}

function problemOfPath(path: string): string | undefined {
  return DATABASE.test(decoded(path) ?? '/')
    ? undefined
    : "as what follows the hosts' / is no name of a database";
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A connection string without user, password and what else may be secret, for people to read. */
export function redacted(uri: string): string {
  if (problemOf(uri) !== undefined) return HIDDEN;
  const { protocol, username, hosts, pathname, searchParams } = parseUri(uri);
  const options = [...searchParams].map(([option, value]) =>
    HARMLESS.test(option) ? `${option}=${value}` : `${option}=<not shown>`,
  );
  const query = options.length === 0 ? '' : `?${options.join('&')}`;
  return `${protocol}//${username === '' ? '' : '<credentials>@'}${hosts.join(',')}${pathname}${query}`;
}

/** What the driver says against a connection string, unless it quotes what may be secret. */
export function reasonAgainst(uri: string, error: Error): string {
  const { password, searchParams } = parseUri(uri);
  const options = [...searchParams].flatMap(([option, value]) => (HARMLESS.test(option) ? [] : [value]));
  const secrets = [password, decoded(password) ?? '', ...options.flatMap((value) => value.split(/[,:]/))];
  if (secrets.some((secret) => secret.length >= LEAST_SECRET && error.message.includes(secret))) {
    return 'one of its options has a value that will not do';
  }
  return error.message.replace(/\.+$/, '');
}

/** Host and port of a connection string, for people to read. */
export function hostsOf(uri: string): string {
  return parseUri(uri).hosts.join(',');
}

/** The database that a connection string names; empty where it names none. */
export const databaseIn = (uri: ConnectionString): string => decodeURIComponent(uri.pathname.slice(1));

/** True where every host is this machine: compression then costs more than it saves. */
export function isLocal(uri: string): boolean {
  return parseUri(uri).hosts.every((host) =>
    /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$|^%2F/i.test(host),
  );
}

/** True where the connection string asks for TLS: by its options, or by mongodb+srv, which means it. */
export function usesTls(uri: string): boolean {
  const { isSRV, searchParams } = parseUri(uri);
  const said = searchParams.get('tls') ?? searchParams.get('ssl');
  return said === null ? isSRV : said === 'true';
}

/** A connection string that names this database, with users looked up where they were. */
export function withDatabaseIn(uri: string, database: string): string {
  const parsed = parseUri(uri);
  const { username, searchParams } = parsed;
  // Without this, users are looked up in the database that is named.
  if (username !== '' && !searchParams.has('authSource') && !searchParams.has('authMechanism')) {
    searchParams.set('authSource', databaseIn(parsed) || 'admin');
  }
  parsed.pathname = `/${encodeURIComponent(database)}`;
  return parsed.toString();
}
