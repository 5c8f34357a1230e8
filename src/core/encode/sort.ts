/** Sorting the lines of a shard by the text of their UUIDs, which keeps the server's `_id` index writing in one place. */

const BITS = 11;
const BUCKETS = 2 ** BITS;

/** Buffers for sorting up to `capacity` lines, used again for each shard. */
export class UuidSorter {
  private order: Uint32Array;
  private spare: Uint32Array;
  private readonly counts = new Uint32Array(BUCKETS);

  constructor(capacity: number) {
    this.order = new Uint32Array(capacity);
    this.spare = new Uint32Array(capacity);
  }

  /**
   * The positions of the first `n` UUIDs in ascending order. Three passes of a radix sort by the first word put all
   * but a handful right; those with equal first words are then put right one by one.
   * @returns a view that the next call overwrites.
   */
  sort(n: number, w0: Uint32Array, w1: Uint32Array, w2: Uint32Array, w3: Uint32Array): Uint32Array {
    let [from, to] = [this.order, this.spare];
    for (let i = 0; i < n; i++) from[i] = i;
    for (let shift = 0; shift < 32; shift += BITS) {
      const counts = this.counts.fill(0);
      for (let i = 0; i < n; i++) counts[(w0[i] >>> shift) & (BUCKETS - 1)]++;
      let place = 0;
      for (let b = 0; b < BUCKETS; b++) {
        const size = counts[b];
        counts[b] = place;
        place += size;
      }
      for (let i = 0; i < n; i++) {
        const position = from[i];
        to[counts[(w0[position] >>> shift) & (BUCKETS - 1)]++] = position;
      }
      [from, to] = [to, from];
    }
    [this.order, this.spare] = [from, to];
    const after = (a: number, b: number) => w1[a] - w1[b] || w2[a] - w2[b] || w3[a] - w3[b];
    for (let i = 1; i < n; i++) {
      const position = from[i];
      let j = i;
      while (j > 0 && w0[from[j - 1]] === w0[position] && after(from[j - 1], position) > 0) {
        from[j] = from[j - 1];
        j--;
      }
      from[j] = position;
    }
    return from.subarray(0, n);
  }
}
