/** What a failure of a write means for the next attempt. */
import { MongoError } from 'mongodb';
import { ZavaError } from '../errors.js';
import { plainError } from './connect.js';
import { hostsOf } from './connection-string.js';
import { isNetworkError } from './network-error.js';

/**
 * - `transient`: the server or the way to it was not well; what was sent may or may not be there.
 * - `throttled`: the server asks for less.
 * - `too-large`: it does not take that much at once.
 * - `final`: it will not do it, however often it is asked.
 */
export type Failure = 'transient' | 'throttled' | 'too-large' | 'final';

export const DUPLICATE_KEY = 11_000;

/**
 * From the specification of retryable writes: shutdown, step-down, recovery, the network between members and time
 * limits (also 50, 202); further a lock that could not be had in time (24), a write conflict (112), a majority that did
 * not follow in time (64), the routing of a sharded cluster that was not up to date (63, 13388, 150), something that
 * the server says will pass (365), and a cursor that its server does not know any more (43, 237).
 */
const TRANSIENT = new Set([
  6, 7, 24, 43, 50, 63, 64, 89, 91, 112, 134, 150, 189, 202, 237, 262, 365, 9001, 10_058, 10_107, 11_600,
  11_602, 13_388, 13_435, 13_436,
]);

/** IngressRequestRateLimitExceeded of MongoDB 8.2, and TooManyRequests of services that implement its protocol. */
const THROTTLED = new Set([462, 16_500]);

/** BSONObjectTooLarge, and a message of more than the server's maximum. */
const TOO_LARGE = new Set([10_334, 17_419, 17_420]);

/** The server took a command and did not do what it says. */
export class Refused extends ZavaError {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}

/** True where a connection broke while something was under way on it; not where there was none to be had. */
export const brokeOff = (error: unknown): boolean =>
  isNetworkError(error) &&
  !(error instanceof MongoError && (/PoolCleared/.test(error.name) || error.hasErrorLabel('HandshakeError')));

/** The reason behind a failure, for people to read; an error of neither server nor network is returned as it is. */
export function reasonOf(error: unknown, uri: string): unknown {
  const plain = plainError(error, uri);
  if (!(plain instanceof MongoError)) return plain;
  return new ZavaError(`${hostsOf(uri)} does not do what it is asked: ${plain.message.replace(/\.+$/, '')}.`);
}

export function classify(error: unknown): Failure {
  if (error instanceof Refused) return classifyCode(error.code, error.message);
  if (isNetworkError(error)) return 'transient';
  if (!(error instanceof MongoError)) return 'final';
  // A client that finds no server at first closes its topology, and searches again with the next command.
  if (/ServerSelection|TopologyClosed|PoolCleared|WaitQueueTimeout|OperationTimeout/.test(error.name)) {
    return 'transient';
  }
  if (error.hasErrorLabel('SystemOverloadedError')) return 'throttled';
  if (error.hasErrorLabel('RetryableWriteError')) return 'transient';
  return classifyCode(Number(error.code), error.message);
}

/** The same by a code in the server's answer. */
export function classifyCode(code: number, message: string): Failure {
  if (THROTTLED.has(code) || /request rate is large|rate limit/i.test(message)) return 'throttled';
  if (TOO_LARGE.has(code)) return 'too-large';
  return TRANSIENT.has(code) ? 'transient' : 'final';
}
