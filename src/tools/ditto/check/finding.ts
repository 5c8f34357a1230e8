/** What `zava ditto check` finds, and short ways to say it. */
import type { CollectionName } from '../../../core/model/index.js';
import type { Message } from '../../../message.js';

/** `unknown` where it cannot be told; that is no pass. */
export type Status = 'pass' | 'warn' | 'fail' | 'unknown';

/** One line of the report. It holds no document and no secret. */
export interface Finding {
  /** Stable: `server.version`, `ids.present`, `documents.size`, ... */
  readonly id: string;
  readonly status: Status;
  /** Absent where it is about the server, or about all of the synced collections. */
  readonly collection?: CollectionName;
  /** One sentence without its full stop. */
  readonly what: Message;
  /** What to do about it, with the command; there for everything but a pass. */
  readonly cure?: Message;
}

export const pass = (id: string, what: Message): Finding => ({ id, status: 'pass', what });

/** @param collection undefined where it is about none of them alone. */
const finding =
  (status: Status) =>
  (id: string, collection: CollectionName | undefined, what: Message, cure: Message): Finding => ({
    id,
    status,
    ...(collection === undefined ? {} : { collection }),
    what,
    cure,
  });

export const warn = finding('warn');
export const fail = finding('fail');
export const unknown = finding('unknown');

/** The findings of a question, or that all is well. */
export const orPass = (findings: readonly Finding[], id: string, what: Message): readonly Finding[] =>
  findings.length > 0 ? findings : [pass(id, what)];
