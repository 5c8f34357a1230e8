/** Nowhere: for benches of generation alone. */
import type { Sink } from './sink.js';

export function discardSink(): Sink {
  const nothing = async () => {};
  return {
    delivery: { kind: 'discard' },
    liveInventory: false,
    open: nothing,
    write: nothing,
    updateInventory: nothing,
    buildIndexes: nothing,
    close: nothing,
  };
}
