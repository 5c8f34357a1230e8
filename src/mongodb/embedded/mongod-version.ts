/** Asks a candidate binary for its version, the proof that it is a mongod that runs on this machine. */

import { run } from './run.js';
import type { FindOptions } from './types.js';

/** The oldest server the MongoDB driver of this package talks to. */
const OLDEST = { major: 4, minor: 4 };

/**
 * Runs `path --version`, for at most 10 s.
 *
 * @returns the version, for example `6.0.5`.
 * @throws Error saying why the binary cannot be used.
 */
export async function mongodVersion(path: string, { env, signal }: FindOptions): Promise<string> {
  const answer = await run(path, ['--version'], { env, signal, timeout: 10_000 });
  const match = /db version v?((\d+)\.(\d+)\.\S+)/.exec(answer);
  if (match === null) throw new Error(`${path} --version does not answer like a mongod`);
  const [, version = '', major, minor] = match;
  if (Number(major) * 100 + Number(minor) < OLDEST.major * 100 + OLDEST.minor) {
    throw new Error(`${path} is version ${version}; ${OLDEST.major}.${OLDEST.minor} or newer is needed`);
  }
  return version;
}
