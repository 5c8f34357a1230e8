/** Turns the end of a mongod that never became ready into one plain sentence. */

import { complaints } from './log-file.js';
import type { MongodProcess } from './mongod-process.js';
import { EmbeddedServerError } from './types.js';

/** `folder-in-use` and `port-in-use` are worth another attempt; anything else is final. */
export type FailureKind = 'folder-in-use' | 'port-in-use' | 'other';

export class StartFailure extends EmbeddedServerError {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

const usedBy = (dataDir: string) => `another mongod is using the data folder ${dataDir}; stop it first`;

/** Where it is known before mongod is started. */
export const folderInUse = (dataDir: string): StartFailure =>
  new StartFailure('folder-in-use', `mongod was not started: ${usedBy(dataDir)}`);

const REASONS: readonly { pattern: RegExp; kind: FailureKind; say(dataDir: string, port: number): string }[] =
  [
    {
      pattern: /Unable to lock the lock file/,
      kind: 'folder-in-use',
      say: usedBy,
    },
    {
      pattern: /Address already in use/,
      kind: 'port-in-use',
      say: (_, port) => `port ${port} on 127.0.0.1 is taken by another program`,
    },
    {
      pattern: /No space left on device/,
      kind: 'other',
      say: (dataDir) => `the disk that holds ${dataDir} is full`,
    },
    {
      pattern: /unsupported WiredTiger|featureCompatibilityVersion|UPGRADE PROBLEM/,
      kind: 'other',
      say: (dataDir) =>
        `the data files in ${dataDir} were made by another version of mongod; set ZAVA_MONGOD to that version, ` +
        'or remove the folder to start with an empty one',
    },
    {
      pattern: /Permission denied|Operation not permitted/,
      kind: 'other',
      say: (dataDir) => `mongod may not read and write the data folder ${dataDir}`,
    },
  ];

/** Explains why `mongod`, which has ended, did not start; reads its log. */
export async function explain(mongod: MongodProcess, dataDir: string, port: number): Promise<StartFailure> {
  const lines = await complaints(mongod.logFile);
  const text = lines.join('\n');
  const known = REASONS.find(({ pattern }) => pattern.test(text));
  const { code, signal } = await mongod.ended;
  const why = known?.say(dataDir, port) ?? lines.at(0) ?? 'it gave no reason';
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  const message = `mongod did not start: ${why} (${how}, log: ${mongod.logFile})`;
  return new StartFailure(known?.kind ?? 'other', message);
}
