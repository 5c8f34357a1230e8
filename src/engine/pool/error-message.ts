/** Errors as plain data: between threads an Error object would lose its class and its fields. */
import { type ErrorData, errorData, errorFrom } from '../../errors.js';
import { Stopped } from '../sinks/load-control.js';

/** An error on its way from one thread to another. */
export type ErrorMessage =
  /** One that is meant for people, with its own fields besides, such as a server's `code`: plain data. */
  | { readonly type: 'told'; readonly data: ErrorData; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly type: 'stopped' }
  /** A fault of the program. */
  | { readonly type: 'fault'; readonly message: string; readonly name?: string; readonly stack?: string };

export function toMessage(error: unknown): ErrorMessage {
  const data = errorData(error);
  if (data !== undefined) return { type: 'told', data, fields: { ...(error as Error) } };
  if (error instanceof Stopped) return { type: 'stopped' };
  if (!(error instanceof Error)) return { type: 'fault', message: String(error) };
  // Its stack says where in the worker it happened; its fields may be anything.
  const { name, message, stack } = error;
  return { type: 'fault', message, name, ...(stack === undefined ? {} : { stack }) };
}

/** The error that `toMessage` was given. */
export function fromMessage(message: ErrorMessage): Error {
  switch (message.type) {
    case 'told':
      return Object.assign(errorFrom(message.data), message.fields);
    case 'stopped':
      return new Stopped();
    case 'fault': {
      const { type: _, ...fields } = message;
      return Object.assign(new Error(message.message), fields);
    }
  }
}
