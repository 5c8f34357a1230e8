/** A folder that mongorestore takes as it is: DIR/<database>/*.bson with *.metadata.json, and DIR/manifest.json. */

import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Encoded } from '../encode/documents.js';
import { ZavaError } from '../errors.js';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../model/index.js';
import { displayPath } from '../settings/files.js';
import { plainly, syncFolder, writeDurably } from './disk.js';
import { DumpFiles, journalIn } from './dump-files.js';
import {
  claim,
  DUMP_FILES,
  LOCK,
  makeEmpty,
  PARTS,
  putInPlace,
  refuseOther,
  takeBack,
  UNFINISHED,
} from './dump-folder.js';
import { allParts, joinParts, stepsOf } from './dump-join.js';
import type { JournalHead } from './dump-journal.js';
import { DumpLock } from './dump-lock.js';
import { dumpMetadata } from './dump-metadata.js';
import { holdsParts, removeParts } from './dump-part.js';
import type { FileState } from './hashed-file.js';
import type { Sink } from './sink.js';

export { DUMP_FILES, DUMP_MARKER } from './dump-folder.js';

/** What was written of a collection. */
export interface WrittenFile {
  readonly count: number;
  readonly bytes: number;
  readonly sha256: string;
  /** Of the metadata file beside it. */
  readonly metadata_sha256: string;
}

/** `anew` replaces what zava left in the folder, `resume` goes on with it, `finish` joins the parts that it holds. */
export type DumpMode = 'anew' | 'resume' | 'finish';

const NO_STEPS: ReadonlySet<string> = new Set();

export class DumpSink implements Sink {
  readonly delivery = { kind: 'transfer' } as const;
  readonly liveInventory = false;
  /** What was written, once `buildIndexes` has finished the files. */
  readonly written = new Map<CollectionName, WrittenFile>();
  private readonly unfinished: string;
  private readonly data: string;
  private files: DumpFiles | undefined;
  private lock: DumpLock | undefined;
  private joined = NO_STEPS;

  /** @param folder the dump. */
  constructor(
    readonly folder: string,
    private readonly head: JournalHead,
    private readonly mode: DumpMode = 'anew',
  ) {
    this.unfinished = join(folder, UNFINISHED);
    this.data = join(this.unfinished, head.database);
  }

  /** @throws SettingsError where the folder holds something that zava did not make, ZavaError where it is in use. */
  async open(): Promise<void> {
    await plainly(this.folder, async () => {
      await claim(this.folder, this.head.database);
      this.lock = await DumpLock.take(join(this.folder, LOCK), displayPath(this.folder));
      if (this.mode === 'finish') await this.join();
      else await this.begin();
    });
  }

  private async begin(): Promise<void> {
    const where = displayPath(this.folder);
    if (await holdsParts(this.folder)) {
      throw new ZavaError(
        `There are parts of a dump in ${where}: --finish joins them; remove ${join(where, PARTS)} to begin anew.`,
      );
    }
    const journal = this.mode === 'resume' ? await journalIn(this.unfinished) : undefined;
    if (journal === undefined) return this.beginAnew();
    refuseOther(
      journal.head,
      this.head,
      `an unfinished dump in ${where}`,
      'leave --resume out to begin anew',
    );
    await mkdir(this.data, { recursive: true });
    await takeBack(join(this.folder, this.head.database), this.data);
    this.files = await DumpFiles.goOn(this.unfinished, this.data, COLLECTION_NAMES, journal);
  }

  private async beginAnew(): Promise<void> {
    await makeEmpty(this.folder, this.head.database);
    this.files = await DumpFiles.begin(this.unfinished, this.data, COLLECTION_NAMES, this.head);
  }

  private async join(): Promise<void> {
    const parts = await allParts(this.folder, this.head);
    this.joined = await stepsOf(parts);
    await this.beginAnew();
    await joinParts(parts, async (name, encoded) => this.files?.append(name, encoded));
  }

  async write(collection: CollectionName, encoded: Encoded): Promise<void> {
    await plainly(this.folder, async () => this.files?.append(collection, encoded));
  }

  async updateInventory(): Promise<void> {}

  isDone(step: string): boolean {
    return this.joined.has(step) || this.files?.isDone(step) === true;
  }

  async finish(step: string): Promise<void> {
    await plainly(this.folder, async () => this.files?.finish(step));
  }

  /** A disk that takes a file does not lose it. */
  async settle(): Promise<readonly string[]> {
    await plainly(this.folder, async () => this.files?.sync());
    return [];
  }

  async buildIndexes(): Promise<void> {
    const { files } = this;
    if (files === undefined) return;
    await plainly(this.folder, async () => {
      await files.close();
      for (const [name, state] of files.states()) this.written.set(name, await this.describe(name, state));
      await syncFolder(this.data);
    });
  }

  private async describe(
    name: CollectionName,
    { documents, bytes, sha256 }: FileState,
  ): Promise<WrittenFile> {
    const metadata = dumpMetadata(MODELS[name]);
    await writeDurably(join(this.data, `${name}.metadata.json`), metadata);
    const metadata_sha256 = createHash('sha256').update(metadata).digest('hex');
    return { count: documents, bytes, sha256, metadata_sha256 };
  }

  async complete(): Promise<void> {}

  /** Makes it a dump: everything goes to its place, the manifest last. @param beside the contents of DUMP_FILES. */
  async publish(beside: Readonly<Record<keyof typeof DUMP_FILES, string>>): Promise<void> {
    const { folder, unfinished } = this;
    await plainly(folder, async () => {
      const files = ['stock', 'timings', 'manifest'] as const;
      for (const file of files) await writeDurably(join(unfinished, DUMP_FILES[file]), beside[file]);
      await putInPlace(this.data, join(folder, this.head.database));
      for (const file of files) {
        // A manifest must not be there before what it tells of.
        if (file === 'manifest') await syncFolder(folder);
        await rename(join(unfinished, DUMP_FILES[file]), join(folder, DUMP_FILES[file]));
      }
      await syncFolder(folder);
      await tidy(folder);
    });
  }

  async close(): Promise<void> {
    await this.files?.close();
    await this.lock?.release();
  }
}

/** Removes what a finished dump was made of. */
export async function tidy(folder: string): Promise<void> {
  await rm(join(folder, UNFINISHED), { recursive: true, force: true });
  await removeParts(folder);
}
