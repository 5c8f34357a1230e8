/** Sketches of one shape that threads make at once, each a sketch of its own, in memory that they share. */
import { Sketch, type SketchShape, sketchBytes } from './sketch.js';

/** Bytes before the first sketch; there it is counted which of them are taken. */
const HEAD = 64;

export class SharedSketches {
  /** @param memory that `memoryFor` made. */
  constructor(
    private readonly shape: SketchShape,
    readonly memory: SharedArrayBuffer,
  ) {}

  static memoryFor(shape: SketchShape, threads: number): SharedArrayBuffer {
    return new SharedArrayBuffer(HEAD + threads * sketchBytes(shape.cells));
  }

  /** The sketch of a thread, which asks for it once. */
  take(): Sketch {
    return this.nth(Atomics.add(this.taken, 0, 1));
  }

  /** Adds those that were taken to another one; whoever made them has said that they are done. */
  mergeInto(sketch: Sketch): void {
    const taken = Atomics.load(this.taken, 0);
    for (let nth = 0; nth < taken; nth++) sketch.merge(this.nth(nth));
  }

  private nth(nth: number): Sketch {
    return new Sketch(this.shape, this.memory, HEAD + nth * sketchBytes(this.shape.cells));
  }

  private get taken(): Int32Array {
    return new Int32Array(this.memory, 0, 1);
  }
}
