/** The .bson files of a dump, or of a part of one, while they are written, with the journal of what of them is whole. */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Encoded } from '../encode/documents.js';
import { ZavaError } from '../errors.js';
import { COLLECTION_NAMES, type CollectionName } from '../model/index.js';
import { displayPath } from '../settings/files.js';
import {
  DumpJournal,
  type FileStates,
  type JournalContent,
  type JournalHead,
  type JournalRow,
  readJournal,
} from './dump-journal.js';
import { type FileState, HashedFile, sameFile } from './hashed-file.js';

export const JOURNAL = 'journal.jsonl';

/** The collections that shards are made of. */
export const SHARD_COLLECTIONS = ['customers', 'orders', 'order_items'] as const satisfies CollectionName[];

/** Those that the step `reference` is. */
const REFERENCE = COLLECTION_NAMES.filter(
  (name) => name !== 'inventory' && !(SHARD_COLLECTIONS as readonly string[]).includes(name),
);

/** The files that a step writes to. */
function filesOf(step: string): readonly CollectionName[] {
  if (step.startsWith('customers/')) return ['customers'];
  return step.startsWith('orders/') ? ['orders', 'order_items'] : REFERENCE;
}

const NOTHING: FileState = { documents: 0, bytes: 0, sha256: '' };

export const bsonPath = (folder: string, name: CollectionName): string => join(folder, `${name}.bson`);

/** How many bytes there are; 0 where there is no file. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

export class DumpFiles {
  /** What waits to be on the disk before it is written down. */
  private pending: JournalRow[] = [];
  private flushing: Promise<void> | undefined;
  private readonly done: Set<string>;

  private constructor(
    private readonly files: ReadonlyMap<CollectionName, HashedFile>,
    private readonly journal: DumpJournal,
    rows: readonly JournalRow[],
  ) {
    this.done = new Set(rows.map(({ step }) => step));
  }

  /**
   * Begins anew.
   * @param folder gets the journal. @param data gets the .bson files; it is in the folder, or the folder itself.
   */
  static async begin(
    folder: string,
    data: string,
    names: readonly CollectionName[],
    head: JournalHead,
  ): Promise<DumpFiles> {
    await mkdir(data, { recursive: true });
    const files = new Map<CollectionName, HashedFile>();
    for (const name of names) files.set(name, await HashedFile.create(bsonPath(data, name)));
    const journal = await DumpJournal.create(join(folder, JOURNAL), { head, rows: [] });
    return new DumpFiles(files, journal, []);
  }

  /**
   * Goes on where a journal ends: each file is cut to its last whole step.
   * @throws ZavaError where what stands there is not what was written.
   */
  static async goOn(
    folder: string,
    data: string,
    names: readonly CollectionName[],
    { head, rows }: JournalContent,
  ): Promise<DumpFiles> {
    await mkdir(data, { recursive: true });
    const sizes = new Map<CollectionName, number>();
    for (const name of names) sizes.set(name, await sizeOf(bsonPath(data, name)));
    const stands = ([name, { bytes }]: [CollectionName, FileState]) => bytes <= (sizes.get(name) ?? 0);
    const whole = rows.filter(({ files }) => [...files].every(stands));
    const last = new Map(whole.flatMap(({ files }) => [...files]));
    const files = new Map<CollectionName, HashedFile>();
    for (const name of names) {
      const path = bsonPath(data, name);
      const state = last.get(name) ?? NOTHING;
      const file = state.bytes === 0 ? await HashedFile.create(path) : await HashedFile.goOn(path, state);
      files.set(name, file);
      if (state.bytes > 0 && !sameFile(file.state(), state)) {
        throw new ZavaError(
          `${displayPath(path)} is not what was written there: its first ${state.bytes} bytes have another SHA-256. Begin anew without --resume.`,
        );
      }
    }
    const journal = await DumpJournal.create(join(folder, JOURNAL), { head, rows: whole });
    return new DumpFiles(files, journal, whole);
  }

  async append(collection: CollectionName, { bytes, documents }: Encoded): Promise<void> {
    await this.files.get(collection)?.append(bytes, documents);
  }

  isDone(step: string): boolean {
    return this.done.has(step);
  }

  /**
   * Notes a step whose documents have all been appended, and nothing after them. Resolves when that outlives a crash:
   * while one is on its way to the disk, those that come meanwhile wait and then go together.
   */
  finish(step: string): Promise<void> {
    const files = new Map(filesOf(step).flatMap((name) => this.stateOf(name)));
    this.pending.push({ step, files });
    this.done.add(step);
    const before = this.flushing;
    const flushed: Promise<void> = before === undefined ? this.flush() : before.then(() => this.flush());
    this.flushing = flushed;
    return flushed;
  }

  private stateOf(name: CollectionName): [CollectionName, FileState][] {
    const file = this.files.get(name);
    return file === undefined ? [] : [[name, file.state()]];
  }

  private async flush(): Promise<void> {
    const rows = this.pending;
    if (rows.length === 0) return;
    this.pending = [];
    const names = new Set(rows.flatMap(({ files }) => [...files.keys()]));
    await Promise.all([...names].map((name) => this.files.get(name)?.sync()));
    await this.journal.add(rows);
  }

  /** Resolves when everything is on the disk. */
  async sync(): Promise<void> {
    await this.flushing;
    await Promise.all([...this.files.values()].map((file) => file.sync()));
  }

  states(): FileStates {
    return new Map([...this.files].map(([name, file]) => [name, file.state()]));
  }

  /** Closes the files; also after a failure. */
  async close(): Promise<void> {
    await this.flushing?.catch(() => {});
    // A file system that keeps a refusal for the end has told it before.
    for (const file of this.files.values()) await file.close().catch(() => {});
    await this.journal.close().catch(() => {});
  }
}

/** The journal in a folder. */
export const journalIn = (folder: string): Promise<JournalContent | undefined> =>
  readJournal(join(folder, JOURNAL));
