// Cutting a shard's lines into batches, by document.
import { batchesOf } from '../../dist/src/mongodb/wire/batches.js';
import { keep, task } from './task.mjs';

const MAX_BYTES = 16_000_000;

export function tasks({ maker }) {
  const { bytes, documents: lines } = maker.encodeLines((size) => new Uint8Array(size));
  return [500, 2500, 10_000].map((documents) =>
    task(`batches of ${documents}`, () => {
      for (const batch of batchesOf(bytes, documents, MAX_BYTES)) keep(batch.length);
      return lines;
    }),
  );
}
