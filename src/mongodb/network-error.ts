/** Errors of the connection to a server, from the driver or from Node.js. */
import { MongoBulkWriteError, MongoNetworkError } from 'mongodb';

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
export function isNetworkError(error: unknown): boolean {
  // The driver wraps whatever ends a bulk write into an error of that name.
  if (error instanceof MongoBulkWriteError && error.errorResponse instanceof Error) {
    return isNetworkError(error.errorResponse);
  }
  if (error instanceof MongoNetworkError) return true;
  return error instanceof Error && SOCKET_CODES.has(String((error as NodeJS.ErrnoException).code));
}
