/** A part of a dump: some of its shards, in a folder of its own beside those of the other parts. */
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Encoded } from '../encode/documents.js';
import { ZavaError } from '../errors.js';
import type { CollectionName } from '../model/index.js';
import { displayPath } from '../settings/files.js';
import { plainly, syncFolder, writeDurably } from './disk.js';
import { DumpFiles, journalIn, SHARD_COLLECTIONS } from './dump-files.js';
import { claim, LOCK, PARTS, refuseOther, unlessMissing } from './dump-folder.js';
import type { JournalHead } from './dump-journal.js';
import { DumpLock } from './dump-lock.js';
import type { FileState } from './hashed-file.js';
import type { Sink } from './sink.js';

/** What a finished part says of itself. */
const PART_FILE = 'part.json';

/** The `index`th of `of` parts, from 0. */
export interface PartNumber {
  readonly index: number;
  readonly of: number;
}

export const partName = ({ index, of }: PartNumber): string => `${index + 1}/${of}`;
const folderName = ({ index, of }: PartNumber): string => `${index + 1}-${of}`;

interface PartRecord extends JournalHead {
  readonly part: string;
  readonly files: Readonly<Record<string, FileState>>;
}

export interface FinishedPart {
  readonly number: PartNumber;
  readonly folder: string;
  readonly record: PartRecord;
}

/** The parts in the folder of a dump: finished ones, and journals of those that are not. */
export async function partsIn(
  folder: string,
): Promise<{ finished: FinishedPart[]; unfinished: JournalHead[] }> {
  const parts = join(folder, PARTS);
  const finished: FinishedPart[] = [];
  const unfinished: JournalHead[] = [];
  for (const entry of (await readdir(parts).catch(unlessMissing)) ?? []) {
    const [, dot, i, n] = /^(\.?)(\d+)-(\d+)$/.exec(entry) ?? [];
    if (i === undefined) continue;
    const path = join(parts, entry);
    if (dot === '.') {
      const head = (await journalIn(path))?.head;
      if (head !== undefined) unfinished.push(head);
      continue;
    }
    const record = JSON.parse(await readFile(join(path, PART_FILE), 'utf8')) as PartRecord;
    finished.push({ number: { index: Number(i) - 1, of: Number(n) }, folder: path, record });
  }
  return { finished, unfinished };
}

/** True where the folder of a dump holds parts, finished or not. */
export async function holdsParts(folder: string): Promise<boolean> {
  return ((await readdir(join(folder, PARTS)).catch(unlessMissing)) ?? []).some((name) => name !== LOCK);
}

export class DumpPartSink implements Sink {
  readonly delivery = { kind: 'transfer' } as const;
  readonly liveInventory = false;
  private readonly parts: string;
  private readonly place: string;
  private readonly making: string;
  private files: DumpFiles | undefined;
  private lock: DumpLock | undefined;

  /** @param folder of the whole dump. */
  constructor(
    readonly folder: string,
    private readonly head: JournalHead,
    private readonly number: PartNumber,
  ) {
    this.parts = join(folder, PARTS);
    this.place = join(this.parts, folderName(number));
    this.making = join(this.parts, `.${folderName(number)}`);
  }

  /** What the part is, where it is finished already. @throws ZavaError where there are parts of another dump. */
  async found(): Promise<FinishedPart | undefined> {
    return plainly(this.folder, async () => {
      const { finished, unfinished } = await partsIn(this.folder);
      const parts = displayPath(this.parts);
      for (const other of [...finished.map(({ record }) => record), ...unfinished]) {
        refuseOther(other, this.head, `a part in ${parts}`, `remove ${parts} to begin anew`);
      }
      const { of, index } = this.number;
      const odd = finished.find((part) => part.number.of !== of);
      if (odd !== undefined) {
        throw new ZavaError(
          `${parts} holds part ${partName(odd.number)}, so --part ${partName(this.number)} is of another division; use ${odd.number.of} parts, or remove ${parts} to begin anew.`,
        );
      }
      return finished.find((part) => part.number.index === index);
    });
  }

  /** Goes on with the part where an earlier run began it. */
  async open(): Promise<void> {
    await plainly(this.folder, async () => {
      await claim(this.folder, this.head.database);
      await mkdir(this.making, { recursive: true });
      this.lock = await DumpLock.take(join(this.making, LOCK), `part ${partName(this.number)}`);
      const journal = await journalIn(this.making);
      this.files =
        journal === undefined
          ? await DumpFiles.begin(this.making, this.making, SHARD_COLLECTIONS, this.head)
          : await DumpFiles.goOn(this.making, this.making, SHARD_COLLECTIONS, journal);
    });
  }

  async write(collection: CollectionName, encoded: Encoded): Promise<void> {
    await plainly(this.folder, async () => this.files?.append(collection, encoded));
  }

  async updateInventory(): Promise<void> {}

  isDone(step: string): boolean {
    return this.files?.isDone(step) === true;
  }

  async finish(step: string): Promise<void> {
    await plainly(this.folder, async () => this.files?.finish(step));
  }

  async settle(): Promise<readonly string[]> {
    await plainly(this.folder, async () => this.files?.sync());
    return [];
  }

  async buildIndexes(): Promise<void> {}

  async complete(): Promise<void> {}

  /** The part is whole: it gets its name. */
  async publish(): Promise<void> {
    const { files, head } = this;
    if (files === undefined) return;
    await plainly(this.folder, async () => {
      await files.close();
      const record = { ...head, part: partName(this.number), files: Object.fromEntries(files.states()) };
      await writeDurably(join(this.making, PART_FILE), `${JSON.stringify(record, undefined, 2)}\n`);
      await this.lock?.release();
      await syncFolder(this.making);
      await rename(this.making, this.place);
      await syncFolder(this.parts);
    });
  }

  async close(): Promise<void> {
    await this.files?.close();
    await this.lock?.release();
  }
}

/** Removes the parts of a dump that is finished. */
export async function removeParts(folder: string): Promise<void> {
  await rm(join(folder, PARTS), { recursive: true, force: true });
}
