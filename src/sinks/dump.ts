/** A folder that mongorestore takes as it is: DIR/<database>/*.bson with *.metadata.json, and DIR/manifest.json. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Encoded } from '../encode/documents.js';
import { SettingsError, ZavaError } from '../errors.js';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../model/index.js';
import { displayPath } from '../settings/files.js';
import { dumpMetadata } from './dump-metadata.js';
import { HashedFile } from './hashed-file.js';
import type { Sink } from './sink.js';

/** Marks a folder as made by zava, finished or not, so that the next dump may replace it. Holds the database's name. */
export const DUMP_MARKER = '.zava-dump';

/** Beside the collections: what a run wrote, the stock's movements, and how long things took. */
export const DUMP_FILES = {
  manifest: 'manifest.json',
  stock: 'stock.jsonl',
  timings: 'timings.json',
} as const;

/** What was written of a collection. */
export interface WrittenFile {
  readonly count: number;
  readonly bytes: number;
  readonly sha256: string;
}

export class DumpSink implements Sink {
  readonly delivery = { kind: 'transfer' } as const;
  readonly liveInventory = false;
  /** What was written, once `buildIndexes` has finished the files. */
  readonly written = new Map<CollectionName, WrittenFile>();
  private readonly files = new Map<CollectionName, HashedFile>();

  /** @param folder the dump. @param database the folder in it, as mongodump names it. */
  constructor(
    readonly folder: string,
    private readonly database: string,
  ) {}

  /** @throws SettingsError where the folder holds something that zava did not make. */
  async open(): Promise<void> {
    await this.plainly(async () => {
      await mkdir(this.folder, { recursive: true });
      await this.makeEmpty();
      await writeFile(join(this.folder, DUMP_MARKER), `${this.database}\n`);
      const folder = join(this.folder, this.database);
      await mkdir(folder, { recursive: true });
      for (const name of COLLECTION_NAMES) {
        this.files.set(name, await HashedFile.create(join(folder, `${name}.bson`)));
      }
    });
  }

  private async makeEmpty(): Promise<void> {
    const entries = await readdir(this.folder);
    if (entries.length === 0) return;
    if (!entries.includes(DUMP_MARKER)) {
      throw new SettingsError(
        `--out is '${displayPath(this.folder)}', which is not empty and was not made by zava; allowed is a new or empty folder, or an earlier dump.`,
      );
    }
    const earlier = (await readFile(join(this.folder, DUMP_MARKER), 'utf8')).trim();
    const stale = COLLECTION_NAMES.flatMap((name) => [`${name}.bson`, `${name}.metadata.json`]);
    for (const file of stale) await rm(join(this.folder, earlier, file), { force: true });
    for (const file of Object.values(DUMP_FILES)) await rm(join(this.folder, file), { force: true });
  }

  async write(collection: CollectionName, { bytes, documents }: Encoded): Promise<void> {
    await this.plainly(async () => this.files.get(collection)?.append(bytes, documents));
  }

  async updateInventory(): Promise<void> {}

  isDone(): boolean {
    return false;
  }

  async finish(): Promise<void> {}

  async settle(): Promise<readonly string[]> {
    return [];
  }

  async complete(): Promise<void> {}

  async buildIndexes(): Promise<void> {
    await this.plainly(async () => {
      for (const [name, file] of this.files) {
        const path = join(this.folder, this.database, `${name}.metadata.json`);
        await writeFile(path, dumpMetadata(MODELS[name]));
        this.written.set(name, { count: file.documents, bytes: file.bytes, sha256: await file.finish() });
      }
      this.files.clear();
    });
  }

  /** Writes one of DUMP_FILES. */
  async writeBeside(file: keyof typeof DUMP_FILES, content: string): Promise<void> {
    await this.plainly(() => writeFile(join(this.folder, DUMP_FILES[file]), content));
  }

  async close(): Promise<void> {
    for (const file of this.files.values()) await file.finish();
    this.files.clear();
  }

  /** Says in plain words what the operating system refused. */
  private async plainly<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      const where = displayPath(this.folder);
      if (code === 'ENOSPC')
        throw new ZavaError(`The disk is full: ${where} cannot take the rest of the dump.`);
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
        throw new SettingsError(`--out is '${where}', which cannot be written (${code}).`);
      if (code === 'ENOTDIR' || code === 'EEXIST')
        throw new SettingsError(
          `--out is '${where}', which is not a folder; allowed is a new or empty folder.`,
        );
      throw error;
    }
  }
}
