/** Documents that are too large for Ditto, or nearly. */
import { textOfId } from '../../../core/sketch/id-value.js';
import { size } from '../../../ui/terminal/numbers.js';
import { counted } from '../../../ui/terminal/words.js';
import { type Finding, fail, orPass, warn } from './finding.js';
import { LARGE_BYTES, MOST_BYTES } from './harmless.js';
import type { Scan } from './scan.js';

/** By their size in BSON: Ditto measures its own form of a document, which is about as large. */
export function checkSizes(scans: readonly Scan[]): readonly Finding[] {
  const id = 'documents.size';
  return orPass(scans.flatMap(tooLarge), id, 'No document is larger than 256 KiB');
}

function tooLarge({ name, large: { documents, over, largest, example } }: Scan): Finding[] {
  if (documents === 0) return [];
  const where = `the largest ${size(largest)} (${textOfId(example)})`;
  const show = (bytes: number) =>
    `in mongosh: db.${name}.find({ $expr: { $gt: [{ $bsonSize: "$$ROOT" }, ${bytes}] } }, { _id: 1 }) shows them; split them, or keep what is large elsewhere`;
  return [
    over > 0
      ? fail(
          'documents.size',
          name,
          `${name} holds ${counted(over, 'document')} over 5 MiB, which Ditto refuses, ${where}`,
          show(MOST_BYTES),
        )
      : warn(
          'documents.size',
          name,
          `${name} holds ${counted(documents, 'document')} over 256 KiB, of which Ditto warns, ${where}`,
          show(LARGE_BYTES),
        ),
  ];
}
