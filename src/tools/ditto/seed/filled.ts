/**
 * What a store was filled with, in a file beside Ditto's: a copy of the folder has it, while a document would be one more
 * that devices sync.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DittoProfile } from '../../../core/model/schema.js';
import { option } from '../../../core/options/table.js';
import { displayPath } from '../../../core/settings/display-path.js';
import { difference, type LoadIdentity } from '../../../core/settings/identity.js';
import type { World } from '../../../core/settings/settings.js';
import { identityOf } from '../../../engine/manifest/manifest.js';
import { ZavaError } from '../../../errors.js';
import { say } from '../../../message.js';
import { systemSentence } from '../../../system-error.js';

const RECORD = 'zava.json';

/**
 * Sees that a store is filled with one dataset, or slices of one, as ids of two coincide, and those of two profiles do not.
 * Called while this process has the store open.
 * @throws ZavaError where it was filled with another one.
 */
export async function takeStore(folder: string, world: World, profile: DittoProfile): Promise<void> {
  const { settings, ...whole } = identityOf(world);
  const identity = { ...whole, settings: { inventory: profile, ...settings } };
  const file = join(folder, RECORD);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) return refuseOther(text, identity, folder);
  try {
    const unfinished = `${file}.tmp`;
    await writeFile(unfinished, `${JSON.stringify(identity, undefined, 2)}\n`);
    await rename(unfinished, file);
  } catch (error) {
    const { message } = error as Error;
    throw new ZavaError(systemSentence(error) ?? message, { cause: error });
  }
}

function refuseOther(text: string, here: LoadIdentity, folder: string): void {
  const there = identityIn(text);
  const place = displayPath(folder);
  if (there === undefined) {
    throw new ZavaError(say`${join(place, RECORD)} is damaged; take another ${option('dir')}.`);
  }
  const unlike = difference(there, here);
  if (unlike === undefined) return;
  throw new ZavaError(
    say`The Ditto store in ${place} was filled with another dataset: ${unlike}. Use the same settings, or another ${option('dir')}.`,
  );
}

function identityIn(text: string): LoadIdentity | undefined {
  try {
    const { format, seed, settings } = JSON.parse(text) as LoadIdentity;
    return typeof settings === 'object' ? { format, seed, settings } : undefined;
  } catch {
    return undefined;
  }
}
