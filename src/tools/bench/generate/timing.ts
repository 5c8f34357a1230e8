/** Doing something for a while, and counting what it made. */
import type { Encoded } from '../../../core/encode/documents.js';
import type { Buffers } from '../../../core/encode/shard-maker.js';
import { BufferPool } from '../../../engine/sinks/buffer-pool.js';
import type { Work } from './result.js';

/** How long things are done before they are measured, and then measured, in milliseconds. */
export interface Times {
  readonly warmUp: number;
  readonly measure: number;
}

/** What one call made. */
export interface Made {
  readonly documents: number;
  readonly bytes: number;
}

export function madeOf(all: readonly Encoded[]): Made {
  let made = 0;
  let size = 0;
  for (const { documents, bytes } of all) {
    made += documents;
    size += bytes.length;
  }
  return { documents: made, bytes: size };
}

/** Adds up what was made and the time it took. */
export class Stopwatch {
  private documents = 0;
  private bytes = 0;
  private milliseconds = 0;

  time(once: () => Made): void {
    const start = performance.now();
    const { documents, bytes } = once();
    this.milliseconds += performance.now() - start;
    this.documents += documents;
    this.bytes += bytes;
  }

  reset(): void {
    this.documents = this.bytes = this.milliseconds = 0;
  }

  get work(): Work {
    return { documents: this.documents, bytes: this.bytes, seconds: this.milliseconds / 1000 };
  }
}

/** Calls `once` until the time is over, and adds up what it made. */
export function during(milliseconds: number, once: () => Made): Work {
  const start = performance.now();
  let documents = 0;
  let bytes = 0;
  let passed = 0;
  do {
    const made = once();
    documents += made.documents;
    bytes += made.bytes;
    passed = performance.now() - start;
  } while (passed < milliseconds);
  return { documents, bytes, seconds: passed / 1000 };
}

export function warmed(times: Times, once: () => Made): Work {
  during(times.warmUp, once);
  return during(times.measure, once);
}

/** Lends buffers for as long as `work` runs, the same ones again and again. */
export function lender(): <T>(work: (buffers: Buffers) => T) => T {
  const buffers = new BufferPool();
  return (work) => {
    const lent: ArrayBuffer[] = [];
    try {
      return work((bytes) => {
        const buffer = buffers.take(bytes);
        lent.push(buffer.buffer);
        return buffer;
      });
    } finally {
      for (const buffer of lent) buffers.give(buffer);
    }
  };
}
