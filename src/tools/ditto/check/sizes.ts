/** Documents that are too large for Ditto, or nearly. */
import { size } from '../../../ui/terminal/numbers.js';
import { counted } from '../../../ui/terminal/words.js';
import { type Finding, fail, orPass, warn } from './finding.js';
import { LARGE_BYTES, MOST_BYTES } from './harmless.js';
import type { Scan, Sized } from './scan.js';
import { valueText } from './value-text.js';

/** By their size in BSON: Ditto measures its own form of a document, which is about as large. */
export function checkSizes(scans: readonly Scan[]): readonly Finding[] {
  const id = 'documents.size';
  return orPass(scans.flatMap(tooLarge), id, 'No document is larger than 256 KiB');
}

function tooLarge({ name, large, refused }: Scan): Finding[] {
  const id = 'documents.size';
  const show = (filter: string) =>
    `in mongosh: db.${name}.find({ $expr: ${filter} }, { _id: 1 }) shows them; split them, or keep what is large elsewhere`;
  const bytes = '{ $bsonSize: "$$ROOT" }';
  const findings: Finding[] = [];
  if (refused !== undefined) {
    const what = `${name} holds ${counted(refused.documents, 'document')} over 5 MiB, which Ditto refuses, ${largest(refused)}`;
    findings.push(fail(id, name, what, show(`{ $gt: [${bytes}, ${MOST_BYTES}] }`)));
  }
  if (large !== undefined) {
    const what = `${name} holds ${counted(large.documents, 'document')} over 256 KiB, of which Ditto warns, ${largest(large)}`;
    const filter = `{ $and: [{ $gt: [${bytes}, ${LARGE_BYTES}] }, { $lte: [${bytes}, ${MOST_BYTES}] }] }`;
    findings.push(warn(id, name, what, show(filter)));
  }
  return findings;
}

const largest = ({ bytes, example }: Sized): string => `the largest ${size(bytes)} (${valueText(example)})`;
