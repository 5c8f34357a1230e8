/** The errors whose message is meant for the person at the keyboard, with the exit code each leads to. */

/** The work itself failed for a plain reason: exit code 1. */
export class ZavaError extends Error {
  override name = 'ZavaError';
  /** The message says it all; no stack is shown. */
  readonly plain = true;
}

/** Bad usage or settings: nothing was written, exit code 2. */
export class SettingsError extends ZavaError {
  override name = 'SettingsError';

  /** @param message one line, whatever the value that it shows holds. */
  constructor(message: string) {
    super(message.replace(/[\p{Cc}\u2028\u2029]+/gu, ' '));
  }
}
