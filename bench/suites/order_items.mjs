// order_items as BSON from their numbers, sorted, by line.
import { keep, task } from './task.mjs';
import { bsonTask } from './world.mjs';

export function tasks({ parts }) {
  const buffer = new Uint8Array(parts.linesSize());
  const end = parts.encodeLines(buffer);
  return [
    task('the encoder, sorting included', () => {
      keep(parts.encodeLines(buffer));
      return parts.columns.lines;
    }),
    bsonTask(buffer.slice(0, end)),
  ];
}
