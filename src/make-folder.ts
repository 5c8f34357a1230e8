/** Folders, and those around them. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those around it that are missing. Not by `recursive` of mkdir, which never ends where a file system
 * takes no folders, such as /proc.
 * @throws the operating system's refusal: ENOENT also where a link leads nowhere, EEXIST where there is another thing.
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const above = dirname(folder);
    if (code === 'ENOENT' && above !== folder) {
      await makeFolder(above);
      await makeOne(folder);
      return;
    }
    const found = await stat(folder).catch((failure: Error) => failure);
    if (found instanceof Error) throw code === 'EEXIST' ? found : error;
    if (!found.isDirectory()) throw error;
  }
}

/** In a folder that is there. Somebody else may make it in the meantime. */
async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
