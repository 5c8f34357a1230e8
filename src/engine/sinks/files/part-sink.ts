/** A part of a dump: some of its shards, in a folder of its own beside those of the other parts. */

import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SHARD_COLLECTIONS } from '../../../core/model/made-by.js';
import { option } from '../../../core/options/table.js';
import { displayPath } from '../../../core/settings/display-path.js';
import { ZavaError } from '../../../errors.js';
import { makeFolder } from '../../../make-folder.js';
import { say } from '../../../message.js';
import { type Part, partName } from '../../part.js';
import type { FinishedSteps } from '../sink.js';
import { DataFiles, journalIn } from './data-files.js';
import { syncFolder, writeDurably } from './disk.js';
import { claim, LOCK, PARTS, refuseOther, unlessMissing } from './dump-folder.js';
import type { JournalHead } from './dump-journal.js';
import { DumpLock } from './dump-lock.js';
import { FileSink } from './file-sink.js';
import type { FileState } from './hashed-file.js';

/** What a finished part says of itself. */
const PART_FILE = 'part.json';

const folderName = ({ index, of }: Part): string => `${index + 1}-${of}`;

interface PartRecord extends JournalHead {
  readonly part: string;
  readonly files: Readonly<Record<string, FileState>>;
}

export interface FinishedPart {
  readonly number: Part;
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

export class PartSink extends FileSink {
  private readonly parts: string;
  private readonly place: string;
  private readonly making: string;

  /** @param folder of the whole dump. */
  constructor(
    folder: string,
    private readonly head: JournalHead,
    private readonly number: Part,
  ) {
    super(folder, { kind: 'transfer' });
    this.parts = join(folder, PARTS);
    this.place = join(this.parts, folderName(number));
    this.making = join(this.parts, `.${folderName(number)}`);
  }

  /** What the part is, where it is finished already. @throws ZavaError where there are parts of another dump. */
  async found(): Promise<FinishedPart | undefined> {
    return this.guarded(async () => {
      const { finished, unfinished } = await partsIn(this.folder);
      const parts = displayPath(this.parts);
      for (const other of [...finished.map(({ record }) => record), ...unfinished]) {
        refuseOther(other, this.head, `a part in ${parts}`, `remove ${parts} to start from scratch`);
      }
      const { of, index } = this.number;
      const odd = finished.find((part) => part.number.of !== of);
      if (odd !== undefined) {
        throw new ZavaError(
          say`${parts} holds part ${partName(odd.number)}, so ${option('part', partName(this.number))} is of another division; use ${odd.number.of} parts, or remove ${parts} to start from scratch.`,
        );
      }
      return finished.find((part) => part.number.index === index);
    });
  }

  /** A part that an earlier run began is resumed. */
  protected async prepare(): Promise<FinishedSteps> {
    await claim(this.folder, this.head.database);
    await makeFolder(this.making);
    this.lock = await DumpLock.take(join(this.making, LOCK), `part ${partName(this.number)}`);
    const journal = await journalIn(this.making);
    const place = { folder: this.making, data: this.making, names: SHARD_COLLECTIONS };
    this.files =
      journal === undefined
        ? await DataFiles.create(place, this.head)
        : await DataFiles.resume(place, journal);
    return this.files.finished;
  }

  /** The part is whole: it gets its name. */
  protected async complete(files: DataFiles): Promise<void> {
    const record = { ...this.head, part: partName(this.number), files: Object.fromEntries(files.states()) };
    await writeDurably(join(this.making, PART_FILE), `${JSON.stringify(record, undefined, 2)}\n`);
    await this.lock?.release();
    await syncFolder(this.making);
    await rename(this.making, this.place);
    await syncFolder(this.parts);
  }
}

/** Removes the parts of a dump that is finished. */
export async function removeParts(folder: string): Promise<void> {
  await rm(join(folder, PARTS), { recursive: true, force: true });
}
