/** The parts of a dump on their way into the whole. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { defined } from '../../../core/defined.js';
import type { Encoded } from '../../../core/encode/documents.js';
import type { CollectionName } from '../../../core/model/index.js';
import { SHARD_COLLECTIONS } from '../../../core/model/made-by.js';
import { option } from '../../../core/options/table.js';
import { displayPath } from '../../../core/settings/display-path.js';
import { ZavaError } from '../../../errors.js';
import { say } from '../../../message.js';
import { partName } from '../../part.js';
import { dataFile, journalIn } from './data-files.js';
import { PARTS, refuseOther, unlessMissing } from './dump-folder.js';
import type { JournalHead } from './dump-journal.js';
import { type FinishedPart, partsIn } from './part-sink.js';

/** Bytes copied at a time. */
const CHUNK = 1 << 20;

/**
 * All parts of a dump, in order.
 * @throws ZavaError where some are missing, or of other settings.
 */
export async function allParts(folder: string, head: JournalHead): Promise<FinishedPart[]> {
  const { finished } = await partsIn(folder);
  const parts = displayPath(join(folder, PARTS));
  const [first] = finished;
  if (first === undefined) {
    throw new ZavaError(
      say`There are no parts in ${parts}: ${option('part', '1/n')} to ${option('part', 'n/n')} come before ${option('finish')}.`,
    );
  }
  const { of } = first.number;
  for (const { record, number } of finished) {
    refuseOther(record, head, `part ${partName(number)} in ${parts}`, 'make the parts again');
  }
  const there = new Set(finished.filter(({ number }) => number.of === of).map(({ number }) => number.index));
  if (there.size < finished.length) {
    const names = finished.map(({ number }) => partName(number)).join(', ');
    throw new ZavaError(`${parts} holds parts of several divisions: ${names}. Remove those of all but one.`);
  }
  const missing = Array.from({ length: of }, (_, index) => ({ index, of })).filter(
    ({ index }) => !there.has(index),
  );
  if (missing.length > 0) {
    const [names, verb] = [missing.map(partName).join(', '), missing.length === 1 ? 'is' : 'are'];
    throw new ZavaError(
      say`${names} of the parts ${verb} missing in ${parts}: make them before ${option('finish')}.`,
    );
  }
  return finished.sort((a, b) => a.number.index - b.number.index);
}

/** The steps that parts hold. */
export async function stepsOf(parts: readonly FinishedPart[]): Promise<Set<string>> {
  const steps = new Set<string>();
  for (const { folder } of parts) {
    for (const { step } of (await journalIn(folder))?.rows ?? []) steps.add(step);
  }
  return steps;
}

/**
 * Appends the parts' files, in order, and checks them meanwhile.
 * @throws ZavaError where one is not what was written.
 */
export async function joinParts(
  parts: readonly FinishedPart[],
  append: (collection: CollectionName, encoded: Encoded) => Promise<void>,
): Promise<void> {
  for (const name of SHARD_COLLECTIONS) {
    for (const { folder, record, number } of parts) {
      const path = dataFile(folder, name);
      const said = defined(record.files[name], `what a part says of ${name}`);
      const hash = createHash('sha256');
      const copy = async () => {
        for await (const bytes of createReadStream(path, { highWaterMark: CHUNK })) {
          hash.update(bytes);
          await append(name, { bytes, documents: 0 });
        }
      };
      await copy().catch(unlessMissing);
      if (hash.digest('hex') !== said.sha256) {
        throw new ZavaError(
          say`${displayPath(path)} is not what was written there: its SHA-256 differs. Remove ${displayPath(folder)} and make ${option('part', partName(number))} again.`,
        );
      }
      await append(name, { bytes: new Uint8Array(0), documents: said.documents });
    }
  }
}
