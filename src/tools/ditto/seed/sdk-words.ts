/** What Ditto's SDK says where it fails, most of it on standard error only, and what that means. */
import { displayPath } from '../../../core/settings/display-path.js';
import { ZavaError } from '../../../errors.js';

/** The system's words, its codes, and SQLite's. A statement is never answered then. */
const NO_ROOM = /\b(?:ENOSPC|EDQUOT|No space left on device|Disk quota exceeded|disk is full)\b/i;

/** A database whose head is not SQLite's is taken for one that is encrypted. */
const DAMAGED = /passphrase|wrong encryption key|file is not a database|disk image is malformed/i;

/** A line that says why a process ended which told nothing more. */
const REASON = /^.*\b(?:panic|panicked|fatal|error)\b.*$/im;

export const tellsOfNoRoom = (words: string): boolean => NO_ROOM.test(words);

export const noRoom = (folder: string): ZavaError =>
  new ZavaError(
    `The disk of the Ditto store in ${displayPath(folder)} is full; make room and run the same command again, or take a folder on another disk.`,
  );

/** @returns the error for words that are understood, whoever said them. */
export function understood(words: string, folder: string): ZavaError | undefined {
  if (tellsOfNoRoom(words)) return noRoom(folder);
  if (!DAMAGED.test(words)) return undefined;
  return new ZavaError(
    `The Ditto store in ${displayPath(folder)} is damaged or encrypted, and Ditto cannot open it; take another folder.`,
  );
}

/** Completes a sentence about the end of the SDK's process. */
export function because(words: string): string {
  const [reason] = REASON.exec(words) ?? [];
  return reason === undefined ? '.' : `: ${reason}`;
}
