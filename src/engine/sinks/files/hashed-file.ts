/** A file that is written from start to end, with the digest of what was written. */
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

/** How far a file has been written. */
export interface FileState {
  readonly documents: number;
  readonly bytes: number;
  /** Of everything up to there. */
  readonly sha256: string;
}

export const sameFile = (a: FileState, b: FileState): boolean =>
  a.bytes === b.bytes && a.documents === b.documents && a.sha256 === b.sha256;

/** Bytes read at a time to make a digest again. */
const CHUNK = 1 << 20;

export class HashedFile {
  private bytes = 0;
  private count = 0;
  private readonly hash: Hash = createHash('sha256');

  private constructor(private readonly handle: FileHandle) {}

  /** Creates the file, or empties one that is there. */
  static async create(path: string): Promise<HashedFile> {
    return new HashedFile(await open(path, 'w'));
  }

  /**
   * Opens a file to append to it: what stands after `bytes` is cut off, and the digest of the rest made by reading.
   * A file that is shorter is taken as it is; `state` tells.
   */
  static async resume(path: string, { bytes, documents }: FileState): Promise<HashedFile> {
    const file = new HashedFile(await open(path, 'r+'));
    await file.handle.truncate(bytes);
    const chunk = Buffer.alloc(CHUNK);
    while (file.bytes < bytes) {
      const { bytesRead } = await file.handle.read(chunk, 0, CHUNK, file.bytes);
      if (bytesRead === 0) break;
      file.hash.update(chunk.subarray(0, bytesRead));
      file.bytes += bytesRead;
    }
    file.count = documents;
    return file;
  }

  /** Appends; the digest is made while the operating system writes. */
  async append(chunk: Uint8Array, documents: number): Promise<void> {
    const writing = this.writeAll(chunk, this.bytes);
    this.hash.update(chunk);
    await writing;
    this.bytes += chunk.length;
    this.count += documents;
  }

  private async writeAll(chunk: Uint8Array, position: number): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      at += (await this.handle.write(chunk, at, chunk.length - at, position + at)).bytesWritten;
    }
  }

  /** Documents appended so far. */
  get documents(): number {
    return this.count;
  }

  /** What has been appended so far. */
  state(): FileState {
    const { documents, bytes } = this;
    return { documents, bytes, sha256: this.hash.copy().digest('hex') };
  }

  /** Resolves when what was appended before is on the disk. */
  async sync(): Promise<void> {
    await this.handle.datasync();
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}
