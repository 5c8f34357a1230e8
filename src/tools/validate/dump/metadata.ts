/** How a collection is kept, from NAME.metadata.json as mongodump writes it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { EJSON } from 'bson';
import { z } from 'zod';
import type { FoundIndex, FoundStorage } from '../source.js';

/** What of a NAME.metadata.json is looked at. */
const metadataSchema = z.object({
  indexes: z
    .array(z.looseObject({ name: z.string(), key: z.record(z.string(), z.unknown()) }))
    .nullish()
    .transform((indexes) => (indexes ?? []) as FoundIndex[]),
  options: z.object({ changeStreamPreAndPostImages: z.object({ enabled: z.unknown() }).nullish() }).nullish(),
});

/**
 * Undefined where the file is missing.
 * @throws Error where it is not one of mongodump.
 */
export async function storageIn(path: string): Promise<FoundStorage | undefined> {
  if (!existsSync(path)) return undefined;
  const { indexes, options } = metadataSchema.parse(EJSON.parse(await readFile(path, 'utf8')));
  return { indexes, images: options?.changeStreamPreAndPostImages?.enabled === true };
}
