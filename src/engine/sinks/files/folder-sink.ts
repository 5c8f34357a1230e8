/**
 * A folder of files, one for each collection, and DIR/manifest.json. As BSON it is a dump that mongorestore takes as it
 * is: DIR/<database>/*.bson with *.metadata.json.
 */
import { createHash } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutputFormat } from '../../../core/encode/formats/format.js';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../../core/model/index.js';
import { command, option } from '../../../core/options/table.js';
import { displayPath } from '../../../core/settings/display-path.js';
import { ZavaError } from '../../../errors.js';
import { makeFolder } from '../../../make-folder.js';
import { say } from '../../../message.js';
import type { FinishedSteps } from '../sink.js';
import { DataFiles, journalIn, type Place } from './data-files.js';
import { syncFolder, writeDurably } from './disk.js';
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
import type { JournalHead } from './dump-journal.js';
import { DumpLock } from './dump-lock.js';
import { dumpMetadata } from './dump-metadata.js';
import { FileSink } from './file-sink.js';
import { allParts, joinParts, stepsOf } from './join-parts.js';
import { holdsParts, removeParts } from './part-sink.js';

/** What was written of a collection. */
export interface WrittenFile {
  readonly count: number;
  readonly bytes: number;
  readonly sha256: string;
  /** Of the metadata file beside it; of a dump only. */
  readonly metadata_sha256?: string;
}

/** How a folder is made. */
export interface FolderOptions {
  /** `scratch` replaces what zava left in the folder, `resume` goes on with a dump, `finish` joins the parts of one. */
  readonly mode?: 'scratch' | 'resume' | 'finish';
  /** Absent for BSON; the modes besides `scratch` are for that alone. */
  readonly format?: OutputFormat | undefined;
}

/** The files beside the collections: the contents of DUMP_FILES. */
export interface FilesBeside {
  readonly stock: string;
  /** Left out where nothing may tell of the machine or the time. */
  readonly timings?: string;
  readonly manifest: string;
}

export class FolderSink extends FileSink {
  /** What was written, once the sink is finalized. */
  readonly written = new Map<CollectionName, WrittenFile>();
  private readonly unfinished: string;
  private readonly place: Place;

  constructor(
    folder: string,
    private readonly head: JournalHead,
    private readonly options: FolderOptions = {},
  ) {
    const { format } = options;
    super(folder, { kind: 'transfer', ...(format === undefined ? {} : { format: format.name }) });
    this.unfinished = join(folder, UNFINISHED);
    const data = join(this.unfinished, head.database);
    this.place = { folder: this.unfinished, data, names: COLLECTION_NAMES };
  }

  protected async prepare(): Promise<FinishedSteps> {
    await claim(this.folder, this.head.database);
    this.lock = await DumpLock.take(join(this.folder, LOCK), displayPath(this.folder));
    if (this.options.mode === 'finish') return this.joinParts();
    const where = displayPath(this.folder);
    if (await holdsParts(this.folder)) {
      throw new ZavaError(
        say`There are parts of a dump in ${where}: ${command('generate', option('finish'))} joins them; remove ${join(where, PARTS)} to start from scratch.`,
      );
    }
    const journal = this.options.mode === 'resume' ? await journalIn(this.unfinished) : undefined;
    if (journal === undefined) return (await this.startFromScratch()).finished;
    refuseOther(
      journal.head,
      this.head,
      `an unfinished dump in ${where}`,
      say`leave ${option('resume')} out to start from scratch`,
    );
    const { data } = this.place;
    await makeFolder(data);
    await takeBack(join(this.folder, this.head.database), data);
    this.files = await DataFiles.resume(this.place, journal);
    return this.files.finished;
  }

  private async startFromScratch(): Promise<DataFiles> {
    await makeEmpty(this.folder, this.head.database);
    this.files = await DataFiles.create(this.place, this.head, this.options.format);
    return this.files;
  }

  private async joinParts(): Promise<FinishedSteps> {
    const parts = await allParts(this.folder, this.head);
    const finished = await stepsOf(parts);
    const files = await this.startFromScratch();
    await joinParts(parts, (name, encoded) => files.append(name, encoded));
    return finished;
  }

  protected async complete(files: DataFiles): Promise<void> {
    for (const [name, { documents: count, bytes, sha256 }] of files.states()) {
      this.written.set(name, { count, bytes, sha256, ...(await this.writeMetadata(name)) });
    }
    await syncFolder(this.place.data);
  }

  private async writeMetadata(name: CollectionName): Promise<Pick<WrittenFile, 'metadata_sha256'>> {
    if (this.options.format !== undefined) return {};
    const metadata = dumpMetadata(MODELS[name]);
    await writeDurably(join(this.place.data, `${name}.metadata.json`), metadata);
    return { metadata_sha256: createHash('sha256').update(metadata).digest('hex') };
  }

  /** Makes it a finished folder: everything goes to its place, the manifest last. */
  async publish(beside: FilesBeside): Promise<void> {
    const { folder, unfinished } = this;
    await this.guarded(async () => {
      const written: string[] = [];
      for (const file of ['stock', 'timings', 'manifest'] as const) {
        const content = beside[file];
        if (content === undefined) continue;
        await writeDurably(join(unfinished, DUMP_FILES[file]), content);
        written.push(DUMP_FILES[file]);
      }
      await putInPlace(this.place.data, join(folder, this.head.database), this.options.format);
      for (const file of written) {
        // A manifest must not be there before what it tells of.
        if (file === DUMP_FILES.manifest) await syncFolder(folder);
        await rename(join(unfinished, file), join(folder, file));
      }
      await syncFolder(folder);
      await tidy(folder);
    });
  }
}

/** Removes what a finished dump was made of. */
export async function tidy(folder: string): Promise<void> {
  await rm(join(folder, UNFINISHED), { recursive: true, force: true });
  await removeParts(folder);
}
