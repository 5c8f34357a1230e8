/** Reading a text file whole. What is no file, or no text, is refused at once and never waited for. */
import { closeSync, constants, lstatSync, openSync, readFileSync, type Stats, statSync } from 'node:fs';

/** The text of a file, or what is wrong with it: a problem completes "The file x". */
export type FileText =
  | { readonly text: string; readonly problem?: undefined }
  | { readonly problem: string; readonly missing: boolean };

/** Settings, catalogs and manifests are far smaller, and more would take minutes to parse. */
const MOST_BYTES = 64 * 2 ** 20;

/** Without it a pipe opens when somebody writes into it, and until then not even Ctrl-C is heard. Windows has none. */
const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Reads UTF-8, with a byte order mark or without, and UTF-16 with one, as PowerShell's `>` writes it. */
export function readTextFile(path: string): FileText {
  try {
    const problem = problemOf(statSync(path));
    if (problem !== undefined) return { problem, missing: false };
    const text = decoded(bytesOf(path));
    if (text !== undefined) return { text };
    return { problem: 'is not text in UTF-8, nor in UTF-16 with a byte order mark', missing: false };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') return { problem: `cannot be read (${code})`, missing: false };
    const dangling = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    return dangling
      ? { problem: 'is a link to a file that does not exist', missing: false }
      : { problem: 'does not exist', missing: true };
  }
}

function bytesOf(path: string): Uint8Array {
  const file = openSync(path, AT_ONCE);
  try {
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function problemOf(stats: Stats): string | undefined {
  if (stats.isDirectory()) return 'is a folder and no file';
  if (stats.isFIFO()) return 'is a pipe and no file';
  if (!stats.isFile()) return 'is a device or a socket and no file';
  return stats.size > MOST_BYTES ? `is larger than ${MOST_BYTES} bytes` : undefined;
}

/** The text without its byte order mark; undefined where the bytes are none. */
function decoded(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const mark =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(mark, { fatal: true }).decode(bytes);
    // A text has none; UTF-16 without a mark, or UTF-32, has many.
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
