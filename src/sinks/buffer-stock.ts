/** New buffers are whole multiples of this, so that shards of nearly the same size find one another's fitting. */
const GRAIN = 1 << 20;

/** Buffers that were used and may be used again: shards come in like sizes, and new memory costs page faults. */
export class BufferStock {
  private readonly free: ArrayBuffer[] = [];

  /** A buffer of at least so many bytes, the smallest one that fits; what it holds is left from before. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    let best = -1;
    for (let i = 0; i < this.free.length; i++) {
      const fits = this.free[i].byteLength >= bytes;
      if (fits && (best < 0 || this.free[i].byteLength < this.free[best].byteLength)) best = i;
    }
    if (best >= 0) return new Uint8Array(this.free.splice(best, 1)[0]);
    // One that is too small will hardly be asked for again.
    this.free.shift();
    return new Uint8Array(Math.ceil(bytes / GRAIN) * GRAIN);
  }

  give(buffer: ArrayBuffer): void {
    this.free.push(buffer);
  }
}
