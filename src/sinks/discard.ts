/** Nowhere: for benches of generation alone, and where only the documents' digests are wanted. */
import type { Sink } from './sink.js';

export function discardSink(kind: 'discard' | 'digest' = 'discard'): Sink {
  const nothing = async () => {};
  return {
    delivery: { kind },
    liveInventory: false,
    open: nothing,
    write: nothing,
    updateInventory: nothing,
    isDone: () => false,
    finish: nothing,
    settle: async () => [],
    complete: nothing,
    buildIndexes: nothing,
    close: nothing,
  };
}
