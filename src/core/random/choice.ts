/** Weighted choice in constant time (Vose's alias method: Vose 1991, IEEE Trans. Software Eng. 17(9)). */

/**
 * A table from which one 32-bit word draws an index. `draw` is written out where it is hot:
 * x = fraction * length; i = floor(x); the answer is i if x - i < keep[i], else other[i].
 */
export class Choice {
  readonly length: number;
  readonly keep: Float64Array;
  readonly other: Uint16Array;

  /** @param weights at most 65,536 numbers from 0, at least one above 0. */
  constructor(weights: ArrayLike<number>) {
    const n = weights.length;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += weights[i];
    if (!(sum > 0) || n > 65_536) throw new RangeError(`cannot choose among ${n} weights with sum ${sum}`);
    this.length = n;
    this.keep = new Float64Array(n).fill(1);
    this.other = new Uint16Array(n);
    const scaled = new Float64Array(n);
    const small: number[] = [];
    const large: number[] = [];
    let heaviest = 0;
    for (let i = 0; i < n; i++) {
      this.other[i] = i;
      scaled[i] = (weights[i] * n) / sum;
      (scaled[i] < 1 ? small : large).push(i);
      if (weights[i] > weights[heaviest]) heaviest = i;
    }
    while (small.length > 0 && large.length > 0) {
      const less = small.pop() as number;
      const more = large[large.length - 1];
      this.keep[less] = scaled[less];
      this.other[less] = more;
      scaled[more] += scaled[less] - 1;
      if (scaled[more] < 1) small.push(large.pop() as number);
    }
    // What rounding leaves over is kept whole, unless its weight is 0: that must never be drawn.
    for (const i of small) {
      if (weights[i] === 0) {
        this.keep[i] = 0;
        this.other[i] = heaviest;
      }
    }
  }

  /** The index for a fraction from 0 up to, but not including, 1. */
  draw(fraction: number): number {
    const x = fraction * this.length;
    const i = Math.floor(x);
    return x - i < this.keep[i] ? i : this.other[i];
  }
}
