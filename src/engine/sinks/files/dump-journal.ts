/**
 * The journal of an unfinished dump: which dump it is, and after each step how far the files were whole. JSON lines, so
 * that one that was cut off harms none before it. A row is written when what it stands for is on the disk.
 */
import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import type { CollectionName } from '../../../core/model/index.js';
import type { LoadIdentity } from '../../../core/settings/identity.js';
import type { FileState } from './hashed-file.js';

export interface JournalHead {
  readonly identity: LoadIdentity;
  readonly database: string;
}

/** How far files are whole. */
export type FileStates = ReadonlyMap<CollectionName, FileState>;

export interface JournalRow {
  readonly step: string;
  /** The files that the step wrote to. */
  readonly files: FileStates;
}

export interface JournalContent {
  readonly head: JournalHead;
  readonly rows: readonly JournalRow[];
}

const lineOf = (row: JournalRow): string =>
  `${JSON.stringify({ step: row.step, files: Object.fromEntries(row.files) })}\n`;

/** The lines of a journal that are whole; undefined where there is none, or not even its first line is. */
export async function readJournal(path: string): Promise<JournalContent | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
    throw error;
  });
  const lines: unknown[] = [];
  // What follows the last line feed was cut off.
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      lines.push(JSON.parse(line));
    } catch {
      break;
    }
  }
  const [head, ...rows] = lines as [JournalHead, ...{ step: string; files: Record<string, FileState> }[]];
  if (head === undefined) return undefined;
  return {
    head,
    rows: rows.map(({ step, files }) => ({
      step,
      files: new Map(Object.entries(files)) as FileStates,
    })),
  };
}

export class DumpJournal {
  private constructor(private readonly handle: FileHandle) {}

  /** Writes a new journal, with the rows that it has already; an old one stays until the new one is whole. */
  static async create(path: string, { head, rows }: JournalContent): Promise<DumpJournal> {
    const unfinished = `${path}.new`;
    const journal = new DumpJournal(await open(unfinished, 'w'));
    await journal.handle.appendFile(`${JSON.stringify(head)}\n${rows.map(lineOf).join('')}`);
    await journal.handle.sync();
    await rename(unfinished, path);
    return journal;
  }

  async add(rows: readonly JournalRow[]): Promise<void> {
    await this.handle.appendFile(rows.map(lineOf).join(''));
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}
