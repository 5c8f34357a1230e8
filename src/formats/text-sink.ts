/** A folder of text files: DIR/<database>/<collection>.ndjson or .json, and DIR/manifest.json. */
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Encoded } from '../encode/documents.js';
import { COLLECTION_NAMES, type CollectionName } from '../model/index.js';
import { displayPath } from '../settings/files.js';
import { plainly, syncFolder, writeDurably } from '../sinks/disk.js';
import { SHARD_COLLECTIONS } from '../sinks/dump-files.js';
import { claim, DUMP_FILES, LOCK, makeEmpty, UNFINISHED, unlessMissing } from '../sinks/dump-folder.js';
import { DumpLock } from '../sinks/dump-lock.js';
import { removeParts } from '../sinks/dump-part.js';
import { HashedFile } from '../sinks/hashed-file.js';
import type { Sink } from '../sinks/sink.js';
import { ExtendedJson, type TextFormat } from './extended-json.js';

/** What was written of a collection. */
export interface WrittenText {
  readonly count: number;
  readonly bytes: number;
  readonly sha256: string;
}

const ASCII = new TextEncoder();

/** Collections whose text the workers make; the documents of the others come as BSON. */
const SHARDED = new Set<string>(SHARD_COLLECTIONS);

export class TextSink implements Sink {
  readonly delivery;
  readonly liveInventory = false;
  /** What was written, once `buildIndexes` has finished the files. */
  readonly written = new Map<CollectionName, WrittenText>();
  private readonly unfinished: string;
  private readonly data: string;
  private readonly files = new Map<CollectionName, HashedFile>();
  private readonly writer = new ExtendedJson();
  private lock: DumpLock | undefined;

  /** @param folder new, empty, or with what zava wrote there before, which is replaced. */
  constructor(
    readonly folder: string,
    private readonly database: string,
    private readonly format: TextFormat,
  ) {
    this.delivery = { kind: 'transfer', text: format } as const;
    this.unfinished = join(folder, UNFINISHED);
    this.data = join(this.unfinished, database);
  }

  /** @throws SettingsError where the folder holds something that zava did not make, ZavaError where it is in use. */
  async open(): Promise<void> {
    await plainly(this.folder, async () => {
      await claim(this.folder, this.database);
      this.lock = await DumpLock.take(join(this.folder, LOCK), displayPath(this.folder));
      await makeEmpty(this.folder, this.database);
      await removeParts(this.folder);
      await mkdir(this.data, { recursive: true });
      for (const name of COLLECTION_NAMES) {
        this.files.set(name, await HashedFile.create(join(this.data, this.fileOf(name))));
      }
    });
  }

  private fileOf(name: CollectionName): string {
    return `${name}.${this.format}`;
  }

  async write(collection: CollectionName, { bytes, documents }: Encoded): Promise<void> {
    const text = SHARDED.has(collection) ? bytes : this.writer.documents(bytes, this.format);
    await this.append(collection, text, documents);
  }

  private async append(collection: CollectionName, text: Uint8Array, documents: number): Promise<void> {
    const file = this.files.get(collection);
    if (file === undefined || documents === 0) return;
    await plainly(this.folder, async () => {
      const first = this.format === 'json' && file.state().documents === 0;
      if (first) await file.append(ASCII.encode('['), 0);
      // The comma before the first document.
      await file.append(first ? text.subarray(1) : text, documents);
    });
  }

  async buildIndexes(): Promise<void> {
    await plainly(this.folder, async () => {
      for (const [name, file] of this.files) {
        const none = file.state().documents === 0;
        if (this.format === 'json') await file.append(ASCII.encode(none ? '[]\n' : '\n]\n'), 0);
        await file.sync();
        await file.close();
        const { documents, bytes, sha256 } = file.state();
        this.written.set(name, { count: documents, bytes, sha256 });
      }
      this.files.clear();
      await syncFolder(this.data);
    });
  }

  /** Everything goes to its place, the manifest last. @param beside the contents of those files. */
  async publish(beside: { readonly stock: string; readonly manifest: string }): Promise<void> {
    const { folder, data, database } = this;
    await plainly(folder, async () => {
      const place = join(folder, database);
      await mkdir(place, { recursive: true });
      for (const name of COLLECTION_NAMES) {
        await rename(join(data, this.fileOf(name)), join(place, this.fileOf(name)));
      }
      await rmdir(data).catch(unlessMissing);
      await writeDurably(join(folder, DUMP_FILES.stock), beside.stock);
      await syncFolder(place);
      const manifest = join(this.unfinished, DUMP_FILES.manifest);
      await writeDurably(manifest, beside.manifest);
      await rename(manifest, join(folder, DUMP_FILES.manifest));
      await syncFolder(folder);
      await rm(this.unfinished, { recursive: true, force: true });
    });
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

  async close(): Promise<void> {
    for (const file of this.files.values()) await file.close().catch(() => {});
    await this.lock?.release();
  }
}
