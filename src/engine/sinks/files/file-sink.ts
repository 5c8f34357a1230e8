/** What sinks that write files have in common: a folder that is claimed and locked, and files that grow in order. */
import type { Encoded } from '../../../core/encode/documents.js';
import type { CollectionName } from '../../../core/model/index.js';
import type { Delivery } from '../delivery.js';
import type { Finalizing, FinishedSteps, Sink } from '../sink.js';
import type { DataFiles } from './data-files.js';
import { withUserErrors } from './disk.js';
import type { DumpLock } from './dump-lock.js';

export abstract class FileSink implements Sink {
  protected files: DataFiles | undefined;
  protected lock: DumpLock | undefined;

  /** @param folder of the whole, also where a part is written. */
  constructor(
    readonly folder: string,
    readonly delivery: Delivery,
  ) {}

  /** @throws SettingsError where the folder holds something that zava did not make, ZavaError where it is in use. */
  async open(): Promise<FinishedSteps> {
    return this.guarded(() => this.prepare());
  }

  /** Claims the folder, takes the lock and opens the files. */
  protected abstract prepare(): Promise<FinishedSteps>;

  async write(collection: CollectionName, documents: Encoded): Promise<undefined> {
    await this.guarded(async () => this.files?.append(collection, documents));
  }

  async commit(step: string): Promise<void> {
    await this.guarded(async () => this.files?.commit(step));
  }

  /** A disk that takes a file does not lose it. */
  async finalize({ durable }: Finalizing): Promise<readonly string[]> {
    const { files } = this;
    if (files === undefined) throw new Error('the sink is not open');
    await this.guarded(() => files.end());
    durable();
    await this.guarded(async () => {
      await files.close();
      await this.complete(files);
    });
    return [];
  }

  /** The files are on the disk and closed. */
  protected abstract complete(files: DataFiles): Promise<void>;

  async close(): Promise<void> {
    await this.files?.close();
    await this.lock?.release();
  }

  protected guarded<T>(work: () => Promise<T>): Promise<T> {
    return withUserErrors(this.folder, work);
  }
}
