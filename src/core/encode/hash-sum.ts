/** Sums of hashes, as digest.ts has them, without making a bigint for each: about half the cost. */

/** So many 32-bit numbers have an exact sum. */
const EXACT = 2 ** 21;

export class HashSum {
  /** The halves of the hash that was added last, as signed 32-bit integers. */
  low = 0;
  high = 0;
  private readonly last = new BigUint64Array(1);
  private readonly halves = new Int32Array(this.last.buffer);
  /** Which of them is the lower one, on this machine. */
  private readonly lowest: number;
  private lows = 0;
  private highs = 0;
  private added = 0;
  private before = 0n;

  constructor() {
    this.last[0] = 1n;
    this.lowest = this.halves[0] === 1 ? 0 : 1;
  }

  add(hash: bigint): void {
    this.last[0] = hash;
    this.low = this.halves[this.lowest];
    this.high = this.halves[1 - this.lowest];
    this.lows += this.low >>> 0;
    this.highs += this.high >>> 0;
    if (++this.added === EXACT) this.carry();
  }

  /** The sum of all that were added. */
  get total(): bigint {
    this.carry();
    return this.before;
  }

  private carry(): void {
    this.before += (BigInt(this.highs) << 32n) + BigInt(this.lows);
    this.lows = 0;
    this.highs = 0;
    this.added = 0;
  }
}
