/** Buffers that are used again: shards come in like sizes, and new memory costs page faults. */

/** New buffers are whole multiples of this, so that shards of nearly the same size find one another's fitting. */
const GRAIN = 1 << 20;

export class BufferPool {
  private readonly free: ArrayBuffer[] = [];

  /** A buffer of at least so many bytes, the smallest one that fits; what it holds is left from before. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    let best: ArrayBuffer | undefined;
    for (const buffer of this.free) {
      const fits = buffer.byteLength >= bytes;
      if (fits && (best === undefined || buffer.byteLength < best.byteLength)) best = buffer;
    }
    if (best !== undefined) {
      this.free.splice(this.free.indexOf(best), 1);
      return new Uint8Array(best);
    }
    // One that is too small will hardly be asked for again.
    this.free.shift();
    return new Uint8Array(Math.ceil(bytes / GRAIN) * GRAIN);
  }

  give(buffer: ArrayBuffer): void {
    this.free.push(buffer);
  }
}
