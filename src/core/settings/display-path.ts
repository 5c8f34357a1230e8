/** Paths for messages. */
import { relative } from 'node:path';
import { mayHoldPassword } from '../../secrets.js';

/** A path as a person would write it: relative where that is shorter. */
export function displayPath(path: string): string {
  if (mayHoldPassword(path)) return '<not shown>';
  const short = fromHere(path);
  return short !== '' && !short.startsWith('..') ? short : path;
}

/** The folder that one stands in may be gone. */
function fromHere(path: string): string {
  try {
    return relative(process.cwd(), path);
  } catch {
    return path;
  }
}
