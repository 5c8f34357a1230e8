/** A file that is written from start to end, with the digest of what was written. */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

export class HashedFile {
  bytes = 0;
  documents = 0;
  private readonly hash = createHash('sha256');

  private constructor(private readonly handle: FileHandle) {}

  /** Creates the file, or empties one that is there. */
  static async create(path: string): Promise<HashedFile> {
    return new HashedFile(await open(path, 'w'));
  }

  /** Appends; the digest is made while the operating system writes. */
  async append(chunk: Uint8Array, documents: number): Promise<void> {
    const writing = this.writeAll(chunk);
    this.hash.update(chunk);
    await writing;
    this.bytes += chunk.length;
    this.documents += documents;
  }

  private async writeAll(chunk: Uint8Array): Promise<void> {
    let at = 0;
    while (at < chunk.length) at += (await this.handle.write(chunk, at)).bytesWritten;
  }

  /** Closes the file and returns its SHA-256 in hex. */
  async finish(): Promise<string> {
    await this.handle.close();
    return this.hash.digest('hex');
  }
}
