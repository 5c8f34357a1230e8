/** A copy of a dataset's files: shared with the original where the file system can, until one of them changes. */
import { constants, copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../../make-folder.js';

/** Files at once: more do not make a disk quicker. */
const AT_ONCE = 4;

/**
 * @param files their paths in the folder, as a stamp has them.
 * @throws the operating system's refusal, ENOENT also where the original is being removed; the signal's reason.
 */
export async function copyFiles(
  from: string,
  to: string,
  files: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  for (const folder of new Set(files.map((file) => dirname(join(to, file))))) await makeFolder(folder);
  const left = [...files];
  const copyNext = async () => {
    for (let file = left.pop(); file !== undefined; file = left.pop()) {
      signal?.throwIfAborted();
      await copyFile(join(from, file), join(to, file), constants.COPYFILE_FICLONE);
    }
  };
  const copies = await Promise.allSettled(Array.from({ length: AT_ONCE }, copyNext));
  // None is under way any more when the folder is removed.
  for (const copy of copies) if (copy.status === 'rejected') throw copy.reason;
}
