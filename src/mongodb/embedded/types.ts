/** What the callers of the embedded server pass in and get back. */

import { ZavaError } from '../../errors.js';

/** Receives one plain line of progress, without a line break. */
type Log = (message: string) => void;

/** @internal */
export interface FindOptions {
  /** Absolute path of the `.zava` folder. */
  root: string;
  /** The environment to look in and to hand to child processes. */
  env: NodeJS.ProcessEnv;
  log?: Log | undefined;
  signal?: AbortSignal | undefined;
}

/** A mongod that has answered `--version`. */
export interface FoundMongod {
  /** Absolute path of the binary. */
  path: string;
  /** Where it came from, for people to read. */
  source: string;
  /** For example `6.0.5`. */
  version: string;
}

/** @internal */
export interface StartOptions extends FindOptions {
  /** Data folder; `data` under the root unless given. With it, server.json and the logs live inside it. */
  dataDir?: string | undefined;
  /** TCP port on 127.0.0.1; unless given, the remembered one, else a free one. */
  port?: number | undefined;
  /** The mongod to run, where it was found before. */
  found?: FoundMongod | undefined;
  /** Allows mongod's test commands (fail points and the like). */
  enableTestCommands?: boolean | undefined;
}

export interface EmbeddedServer {
  /** Connection string for the driver, mongosh and Compass. */
  uri: string;
  port: number;
  version: string;
  source: string;
  /** True when the server belongs to another process: then `stop` leaves it running. */
  alreadyRunning: boolean;
  /** Resolves when a server that was started here has ended, by `stop` or by itself; absent for another process's. */
  ended?: Promise<void>;
  /**
   * Waits for other processes that use the server, shuts mongod down cleanly and waits for its end; may be called any
   * number of times.
   */
  stop(): Promise<void>;
}

/** The embedded server could not be started; the message is one sentence for the person at the keyboard. */
export class EmbeddedServerError extends ZavaError {
  override name = 'EmbeddedServerError';
}

/** No source gave a working mongod; the message lists each source tried, why it failed, and what to do. */
export class MongodNotFoundError extends ZavaError {
  override name = 'MongodNotFoundError';
}
