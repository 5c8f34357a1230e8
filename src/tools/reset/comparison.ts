/** Finding what differs by reading everything: for a database whose log does not tell. */
import type { Db } from 'mongodb';
import { loadHash } from '../../core/encode/digest.js';
import type { CollectionName } from '../../core/model/index.js';
import type { OnProgress } from '../../core/progress.js';
import type { Settings } from '../../core/settings/settings.js';
import { idValue } from '../../core/sketch/id-value.js';
import { findDifferences } from '../../engine/differences/find.js';
import type { CollectionDigests } from '../../engine/manifest/read-manifest.js';
import { comparedIn } from './raw.js';
import type { Resetting } from './reset.js';

export interface Comparing {
  /** Those that are compared. */
  readonly names: readonly CollectionName[];
  readonly sharded: boolean;
  readonly soft: boolean;
  /** Counts and digests that are known already. */
  readonly known?: CollectionDigests | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Holds all documents of the database against those of the settings; the ids of those that differ are told. */
export function compareAll(
  db: Db,
  settings: Settings,
  { names, sharded, soft, known, signal, onProgress }: Comparing,
): Resetting['compare'] {
  return async (touched) => {
    const hash = await loadHash();
    const source = { db, sharded, hash, compared: comparedIn(soft) };
    await findDifferences({
      names,
      source,
      settings,
      signal: signal ?? new AbortController().signal,
      known,
      onProgress,
      onDifference: ({ name, id }) => touched.add(name, { id: idValue(id) }),
    });
  };
}
