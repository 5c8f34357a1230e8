/** What the callers of the embedded server pass in and get back. */

import { ZavaError } from '../../errors.js';

/** Receives one plain line of progress, without a line break. */
export type Log = (message: string) => void;

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
  /** Where it came from, in words. */
  source: string;
  /** For example `6.0.5`. */
  version: string;
}

export interface StartOptions extends FindOptions {
  /** Data folder; `data` under the root unless given. With it, server.json and the logs live inside it. */
  dataDir?: string | undefined;
  /** TCP port on 127.0.0.1; unless given, the remembered one, else a free one. */
  port?: number | undefined;
  /** Allows mongod's test commands (fail points and the like). */
  enableTestCommands?: boolean | undefined;
}

export interface EmbeddedServer {
  /** Connection string for the driver, mongosh and Compass. */
  uri: string;
  port: number;
  version: string;
  source: string;
  /** True when the server belongs to another process: then `stop` does nothing. */
  alreadyRunning: boolean;
  /** Shuts mongod down cleanly and waits for its end; may be called any number of times. */
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
