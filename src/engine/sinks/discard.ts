/** Nowhere: for benches of generation alone. */
import type { Sink } from './sink.js';

export function discardSink(): Sink {
  return {
    delivery: { kind: 'discard' },
    open: async () => new Set(),
    write: async () => undefined,
    commit: async () => {},
    finalize: async ({ durable }) => {
      durable();
      return [];
    },
    close: async () => {},
  };
}
