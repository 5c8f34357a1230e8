// Sorting the lines of a shard by their UUIDs, by line.
import { UuidSorter } from '../../dist/src/core/encode/sort.js';
import { uuidText } from '../../dist/src/core/random/uuid.js';
import { keep, task } from './task.mjs';

export function tasks({ maker }) {
  const { lines, id0, id1, id2, id3 } = maker.columns;
  const sorter = new UuidSorter(id0.length);
  const texts = Array.from({ length: lines }, (_, i) => uuidText(id0[i], id1[i], id2[i], id3[i]));
  const sorted = texts.toSorted();
  const order = sorter.sort(lines, id0, id1, id2, id3);
  if (order.some((line, i) => texts[line] !== sorted[i])) throw new Error('the two orders differ');
  return [
    task('UuidSorter', () => {
      keep(sorter.sort(lines, id0, id1, id2, id3)[0]);
      return lines;
    }),
    task('sort of ready strings', () => {
      keep(texts.toSorted()[0].charCodeAt(0));
      return lines;
    }),
  ];
}
