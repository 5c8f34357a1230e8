/** The files of the collections while they are written, with the journal of what of them is whole. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Encoded } from '../../../core/encode/documents.js';
import type { OutputFormat } from '../../../core/encode/formats/format.js';
import type { CollectionName } from '../../../core/model/index.js';
import { option } from '../../../core/options/table.js';
import { collectionsOf } from '../../../core/plan/shards.js';
import { displayPath } from '../../../core/settings/display-path.js';
import { ZavaError } from '../../../errors.js';
import { makeFolder } from '../../../make-folder.js';
import { say } from '../../../message.js';
import {
  DumpJournal,
  type FileStates,
  type JournalContent,
  type JournalHead,
  type JournalRow,
  readJournal,
} from './dump-journal.js';
import { type FileState, HashedFile, sameFile } from './hashed-file.js';

const JOURNAL = 'journal.jsonl';

const NOTHING: FileState = { documents: 0, bytes: 0, sha256: '' };
const TEXT = new TextEncoder();

/** The file of a collection. @param format absent for BSON. */
export const dataFile = (folder: string, name: CollectionName, format?: OutputFormat): string =>
  join(folder, `${name}.${format?.name ?? 'bson'}`);

/** Where the files of a run lie. */
export interface Place {
  /** Gets the journal. */
  readonly folder: string;
  /** Gets the files; it is in the folder, or the folder itself. */
  readonly data: string;
  readonly names: readonly CollectionName[];
}

/** How many bytes there are; 0 where there is no file. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

export class DataFiles {
  /** The steps that are in the files. */
  readonly finished: ReadonlySet<string>;
  /** What waits to be on the disk before it is written down. */
  private pending: JournalRow[] = [];
  private flushing: Promise<void> | undefined;

  private constructor(
    private readonly files: ReadonlyMap<CollectionName, HashedFile>,
    private readonly journal: DumpJournal | undefined,
    private readonly format: OutputFormat | undefined,
    rows: readonly JournalRow[],
  ) {
    this.finished = new Set(rows.map(({ step }) => step));
  }

  /** Empty files. @param head of the journal; only a dump has one. */
  static async create(
    { folder, data, names }: Place,
    head: JournalHead,
    format?: OutputFormat,
  ): Promise<DataFiles> {
    await makeFolder(data);
    const files = new Map<CollectionName, HashedFile>();
    for (const name of names) {
      const file = await HashedFile.create(dataFile(data, name, format));
      files.set(name, file);
      if (format?.head !== undefined) await file.append(TEXT.encode(format.head(name)), 0);
    }
    const journal =
      format === undefined ? await DumpJournal.create(join(folder, JOURNAL), { head, rows: [] }) : undefined;
    return new DataFiles(files, journal, format, []);
  }

  /**
   * The files of an unfinished dump, each cut to its last whole step.
   * @throws ZavaError where what stands there is not what was written.
   */
  static async resume({ folder, data, names }: Place, { head, rows }: JournalContent): Promise<DataFiles> {
    await makeFolder(data);
    const sizes = new Map<CollectionName, number>();
    for (const name of names) sizes.set(name, await sizeOf(dataFile(data, name)));
    const stands = ([name, { bytes }]: [CollectionName, FileState]) => bytes <= (sizes.get(name) ?? 0);
    const whole = rows.filter(({ files }) => [...files].every(stands));
    const last = new Map(whole.flatMap(({ files }) => [...files]));
    const files = new Map<CollectionName, HashedFile>();
    for (const name of names) {
      const path = dataFile(data, name);
      const state = last.get(name) ?? NOTHING;
      const file = state.bytes === 0 ? await HashedFile.create(path) : await HashedFile.resume(path, state);
      files.set(name, file);
      if (state.bytes > 0 && !sameFile(file.state(), state)) {
        throw new ZavaError(
          say`${displayPath(path)} is not what was written there: its first ${state.bytes} bytes have another SHA-256. Start from scratch without ${option('resume')}.`,
        );
      }
    }
    const journal = await DumpJournal.create(join(folder, JOURNAL), { head, rows: whole });
    return new DataFiles(files, journal, undefined, whole);
  }

  async append(collection: CollectionName, { bytes, documents }: Encoded): Promise<void> {
    const file = this.files.get(collection);
    if (file === undefined) return;
    const separator = file.documents === 0 ? (this.format?.separator ?? '') : '';
    await file.append(bytes.subarray(separator.length), documents);
  }

  /**
   * Notes a step whose documents have all been appended, and nothing after them. Resolves when that outlives a crash:
   * while one is on its way to the disk, those that come meanwhile wait and then go together.
   */
  commit(step: string): Promise<void> {
    const { journal } = this;
    if (journal === undefined) return Promise.resolve();
    this.pending.push({ step, files: new Map(collectionsOf(step).flatMap((name) => this.stateOf(name))) });
    const flush = () => this.flush(journal);
    this.flushing = this.flushing === undefined ? flush() : this.flushing.then(flush);
    return this.flushing;
  }

  private stateOf(name: CollectionName): [CollectionName, FileState][] {
    const file = this.files.get(name);
    return file === undefined ? [] : [[name, file.state()]];
  }

  private async flush(journal: DumpJournal): Promise<void> {
    const rows = this.pending;
    if (rows.length === 0) return;
    this.pending = [];
    const names = new Set(rows.flatMap(({ files }) => [...files.keys()]));
    await Promise.all([...names].map((name) => this.files.get(name)?.sync()));
    await journal.add(rows);
  }

  /** Nothing more is appended. Resolves when everything is on the disk. */
  async end(): Promise<void> {
    await this.flushing;
    for (const file of this.files.values()) {
      const tail = this.format?.tail?.(file.documents);
      if (tail !== undefined) await file.append(TEXT.encode(tail), 0);
    }
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
    await this.journal?.close().catch(() => {});
  }
}

/** The journal in a folder. */
export const journalIn = (folder: string): Promise<JournalContent | undefined> =>
  readJournal(join(folder, JOURNAL));
