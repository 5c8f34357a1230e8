/** The log files of mongod: one per start, the last few kept, and what they say about a failed start. */

import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../make-folder.js';

const KEPT = 5;

/** Names the log file of a new start in `folder` and removes the oldest of the earlier ones. */
export async function newLogFile(folder: string): Promise<string> {
  await makeFolder(folder);
  const earlier = (await readdir(folder)).filter((name) => /^mongod-.*\.log$/.test(name)).sort();
  for (const name of earlier.slice(0, -(KEPT - 1))) await rm(join(folder, name), { force: true });
  const time = new Date().toISOString().replaceAll(':', '-');
  return join(folder, `mongod-${time}-${process.pid}.log`); // the pid, as two processes may start at once
}

/** What mongod, its loader or the shell complained about, oldest first; empty if the file cannot be read. */
export async function complaints(logFile: string): Promise<string[]> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return line.trim() === '' ? [] : [line.trim()];
    try {
      const entry = JSON.parse(line);
      return entry.s === 'F' || entry.s === 'E' ? [inWords(entry)] : [];
    } catch {
      return []; // cut off by a full disk
    }
  });
}

function inWords({ msg, attr }: { msg: string; attr?: { error?: unknown; message?: unknown } }): string {
  const detail = [attr?.message, attr?.error].map(messageOf).find(Boolean);
  return detail === undefined ? msg.trim() : `${msg.trim()}: ${detail}`;
}

function messageOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const { msg, errmsg } = (value ?? {}) as { msg?: string; errmsg?: string };
  return msg ?? errmsg;
}
