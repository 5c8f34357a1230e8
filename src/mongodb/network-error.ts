/** Errors of the connection to a server, whoever tells of them. */
import { MongoNetworkError } from 'mongodb';

/**
 * What Node.js calls a connection that ended or broke. Where the other side closes just as a command is written, the driver
 * passes such an error of the socket on as it is.
 */
const SOCKET_CODES = new Set([
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'ENOTCONN',
  'EPIPE',
  'ERR_SOCKET_CLOSED',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_WRITE_AFTER_END',
  'ETIMEDOUT',
]);

/** True where the way to the server failed, and not the server. */
export const isNetworkError = (error: unknown): boolean =>
  error instanceof MongoNetworkError ||
  (error instanceof Error && SOCKET_CODES.has(String((error as NodeJS.ErrnoException).code)));
