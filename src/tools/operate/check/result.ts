/** What a check of a deployment found, and short ways to say it. */
import type { Message } from '../../../message.js';

/** `not tried` where an earlier check that it needs has failed. */
export type Status = 'ok' | 'warning' | 'failure' | 'not tried';

/** One line of `zava check`. No secret stands in it. */
export interface Check {
  /** Stable: `environment.MONGODB_DATABASE`, `network.dns`, `rights.write`, ... */
  readonly id: string;
  readonly status: Status;
  /** What was found, as one sentence without its full stop. */
  readonly what: Message;
  /** What to do about it; there for every warning and failure. */
  readonly cure?: Message;
}

export const ok = (id: string, what: Message): Check => ({ id, status: 'ok', what });

export const warning = (id: string, what: Message, cure: Message): Check => ({
  id,
  status: 'warning',
  what,
  cure,
});

export const failure = (id: string, what: Message, cure: Message): Check => ({
  id,
  status: 'failure',
  what,
  cure,
});

/** @param subject what would have been looked at; `because` names what failed before. */
export const notTried = (id: string, subject: string, because: string): Check => ({
  id,
  status: 'not tried',
  what: `${subject}: not tried, as ${because}`,
});

export const failed = (checks: readonly Check[]): boolean =>
  checks.some(({ status }) => status === 'failure');
