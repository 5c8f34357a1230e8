// Cutting a shard's lines into batches, by document.
import { batchesOf } from '../../dist/src/sinks/mongodb/batches.js';
import { keep, task } from './task.mjs';

const MAX_BYTES = 16_000_000;

export function tasks({ parts }) {
  const buffer = new Uint8Array(parts.linesSize());
  const bytes = buffer.subarray(0, parts.encodeLines(buffer));
  return [500, 2500, 10_000].map((documents) =>
    task(`batches of ${documents}`, () => {
      for (const batch of batchesOf(bytes, documents, MAX_BYTES)) keep(batch.length);
      return parts.columns.lines;
    }),
  );
}
