/**
 * An authentication webhook for Ditto: who presents a token gets the permissions of config/ditto_permissions.json.
 *
 *   node examples/ditto_auth_webhook.ts --new-token --user ann --role store-worker --store seattle
 *   node examples/ditto_auth_webhook.ts
 *   curl -d '{"appID": "x", "version": "1", "provider": "zava", "token": "..."}' http://127.0.0.1:8787/
 *
 * Node.js 22.18 or newer runs TypeScript as it is; with Node.js 20: npx --yes tsx examples/ditto_auth_webhook.ts. Users are read
 * from --tokens (ditto_tokens.json unless given) when it starts; stores are those of --config, and --inventory is what the
 * connector was told. It listens to this machine alone: what reaches it from outside, with TLS, is a proxy. Everything else
 * is in docs/CONNECTOR_SETUP.md.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { createDataset, type DittoPermissions, type DittoPermissionsOptions, dittoPermissions } from 'zava';

/** A user, as the token file has them. The token itself stands nowhere. */
interface TokenEntry {
  /** SHA-256 of the token, in hex. */
  readonly sha256: string;
  readonly userID: string;
  readonly role: DittoPermissionsOptions['role'];
  readonly store?: string;
  /** The moment from which on it is not taken any more, as an ISO date. */
  readonly expires: string;
}

interface User {
  readonly hash: Buffer;
  /** Milliseconds since 1970. */
  readonly expires: number;
  readonly answer: DittoPermissions;
}

/** A request has a token and a few names; more is nobody who means well. */
const MOST_BYTES = 16_384;
const DAY_MS = 86_400_000;

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A request that is none, with the status of its answer. */
class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Ends the process with one sentence. @param code 2 where it was called or set up wrong, 1 where it failed. */
function fail(error: Error, code: 1 | 2 = 2): never {
  console.error(`ditto_auth_webhook: ${error.message}`);
  process.exit(code);
}

function flagsGiven() {
  const options = {
    tokens: { type: 'string', default: 'ditto_tokens.json' },
    port: { type: 'string', default: '8787' },
    config: { type: 'string' },
    inventory: { type: 'string', default: 'store-product' },
    'new-token': { type: 'boolean', default: false },
    user: { type: 'string' },
    role: { type: 'string' },
    store: { type: 'string' },
    days: { type: 'string', default: '90' },
  } as const;
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return fail(error as Error);
  }
}

const flags = flagsGiven();

const permissionsOf = ({ role, store, userID }: Pick<TokenEntry, 'role' | 'store' | 'userID'>) =>
  dittoPermissions({
    ...{ role, store, userID, config: flags.config },
    inventory: flags.inventory as DittoPermissionsOptions['inventory'],
  });

/**
 * Texts that everybody knows, by the hex of their hash: constants, and all that the stores' documents say on every device,
 * in capitals or not, with hyphens or without.
 */
async function publicTexts(): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  const addText = (text: string, name: string): void => {
    for (const written of [text, text.replaceAll('-', '')])
      for (const variant of [written, written.toUpperCase(), written.toLowerCase()])
        known.set(sha256(variant).toString('hex'), name);
  };
  const add = (value: unknown, name: string): void => {
    if (typeof value === 'string') addText(value, name);
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) add(inner, `${name}.${key}`);
  };
  addText('', 'the empty text');
  addText('00000000-0000-0000-0000-000000000000', 'the UUID of zeros');
  for await (const store of createDataset({ config: flags.config }).stores) {
    for (const [field, value] of Object.entries(store)) add(value, `${field} of ${store.store_id}`);
  }
  return known;
}

function listIn(text: string): TokenEntry[] | undefined {
  try {
    const { tokens } = JSON.parse(text) as { tokens?: unknown };
    return Array.isArray(tokens) ? tokens : undefined;
  } catch {
    return undefined;
  }
}

function entriesIn(file: string): TokenEntry[] {
  if (!existsSync(file)) return [];
  const tokens = listIn(readFileSync(file, 'utf8'));
  if (tokens === undefined) throw new Error(`${file} has no list "tokens", or is no JSON.`);
  return tokens;
}

/** @throws Error where an entry is not one, or its token is a text that everybody knows. */
async function usersIn(file: string): Promise<User[]> {
  const known = await publicTexts();
  const seen = new Set<string>();
  const users: User[] = [];
  for (const [i, entry] of entriesIn(file).entries()) {
    const where = `tokens[${i}] in ${file}`;
    const { sha256: hash, userID, expires } = entry ?? {};
    if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash))
      throw new Error(`${where}: sha256 must be 64 hex digits, the SHA-256 of a token.`);
    const what = known.get(hash);
    if (what !== undefined)
      throw new Error(
        `${where}: its token is ${what}, which every device holds or everybody knows, so it proves nobody; make a secret with --new-token.`,
      );
    if (typeof userID !== 'string' || userID === '') throw new Error(`${where}: userID is missing.`);
    if (seen.has(hash)) throw new Error(`${where}: its token is that of another entry.`);
    seen.add(hash);
    const moment = Date.parse(String(expires));
    if (Number.isNaN(moment))
      throw new Error(`${where}: expires must be a date, such as 2027-01-31T00:00:00Z.`);
    users.push({ hash: Buffer.from(hash, 'hex'), expires: moment, answer: await permissionsOf(entry) });
  }
  return users;
}

/** Looks at every user, so that the time it takes does not tell how much of a token is right. */
function userOf(token: string, users: readonly User[]): User | undefined {
  const hash = sha256(token);
  let found: User | undefined;
  for (const user of users) if (timingSafeEqual(user.hash, hash)) found = user;
  return found;
}

function answerFor(token: string, users: readonly User[], now = Date.now()): object {
  const user = userOf(token, users);
  if (user === undefined) return { authenticated: false, clientInfo: { reason: 'unknown token' } };
  const left = Math.floor((user.expires - now) / 1000);
  if (left < 1) return { authenticated: false, clientInfo: { reason: 'expired token' } };
  // A session does not outlive its token.
  return { ...user.answer, expirationSeconds: Math.min(user.answer.expirationSeconds, left) };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Else the connection would be gone before the answer to a body that is too large.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Refused(413, `a body has at most ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The token of a request as Ditto's server sends it: {"databaseID" or "appID", "version", "provider", "token"}. */
function tokenIn(body: string): string {
  let request: { version?: unknown; token?: unknown } | null;
  try {
    request = JSON.parse(body);
  } catch {
    throw new Refused(400, 'the body is not JSON');
  }
  if (request?.version !== '1') throw new Refused(400, 'version is not "1"');
  if (typeof request.token !== 'string') throw new Refused(400, 'token is no text');
  return request.token;
}

async function handle(request: IncomingMessage, response: ServerResponse, users: readonly User[]) {
  let status = 200;
  let answer: object;
  try {
    if (request.method !== 'POST') throw new Refused(405, 'only POST is answered');
    answer = answerFor(tokenIn(await bodyOf(request)), users);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    status = error.status;
    answer = { error: error.message };
  }
  // What is left of a body that is too large is not waited for.
  if (status !== 200) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(answer));
  // The user, never the token.
  const { userID } = answer as Partial<DittoPermissions>;
  console.error(`${new Date().toISOString()} ${status} ${userID ?? 'nobody'}`);
}

/** Adds a user to the token file, and prints the token, which is not kept. */
async function newToken(file: string): Promise<void> {
  const { user: userID, role, store } = flags;
  if (userID === undefined || role === undefined) throw new Error('--new-token needs --user and --role.');
  const days = Number(flags.days);
  if (!(days > 0 && days <= 3650)) throw new Error('--days is a number above 0, at most 3650.');
  const token = randomBytes(32).toString('base64url');
  const entry: TokenEntry = {
    ...{ sha256: sha256(token).toString('hex'), userID, role: role as TokenEntry['role'] },
    ...(store === undefined ? {} : { store }),
    expires: new Date(Date.now() + days * DAY_MS).toISOString(),
  };
  // A role or store that does not exist is refused here.
  await permissionsOf(entry);
  const tokens = [...entriesIn(file), entry];
  // The mode of a file that is there is not changed by writing it.
  if (existsSync(file)) chmodSync(file, 0o600);
  writeFileSync(file, `${JSON.stringify({ tokens }, undefined, 2)}\n`, { mode: 0o600 });
  console.error(`The token of ${userID}, shown once; ${file} holds its SHA-256:`);
  console.log(token);
}

async function serve(file: string): Promise<void> {
  if (!/^\d{1,5}$/.test(flags.port) || Number(flags.port) > 65_535)
    throw new Error(`--port is '${flags.port}'; allowed is 0 to 65535.`);
  const users = await usersIn(file);
  if (users.length === 0) throw new Error(`${file} holds no token; make one with --new-token.`);
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    handle(request, response, users).catch((error: Error) => response.destroy(error));
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    const why = error.code === 'EADDRINUSE' ? 'it is in use; take another --port' : error.message;
    fail(new Error(`Port ${flags.port} of this machine cannot be listened at: ${why}.`), 1);
  });
  server.listen(Number(flags.port), '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    console.error(`Listening at http://127.0.0.1:${port}/ for ${users.length} users.`);
  });
}

try {
  await (flags['new-token'] ? newToken : serve)(flags.tokens);
} catch (error) {
  fail(error as Error);
}
