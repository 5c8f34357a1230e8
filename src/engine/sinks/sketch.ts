/** Into a sketch of what is expected: each thread has one of its own, and they are put together in the end. */
import { SharedSketches } from '../../core/sketch/shared-sketches.js';
import type { Sketch } from '../../core/sketch/sketch.js';
import { discardSink } from './discard.js';
import type { Sink } from './sink.js';

/** @param own gets it all; when the run has ended. @param threads that make shards. */
export function sketchSink(own: Sketch, threads: number): Sink {
  const { shape } = own;
  const memory = SharedSketches.memoryFor(shape, threads);
  const discarding = discardSink();
  return {
    ...discarding,
    delivery: { kind: 'sketch', shape },
    sketches: { own, memory },
    finalize: async (finalizing) => {
      const lost = await discarding.finalize(finalizing);
      new SharedSketches(shape, memory).mergeInto(own);
      return lost;
    },
  };
}
