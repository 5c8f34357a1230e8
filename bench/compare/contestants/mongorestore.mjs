/** MongoDB's own tool, restoring a dump of ours with the options it has by itself. */
import { runProgram } from '../harness.mjs';

/**
 * @param indexes whether it builds the indexes of the dump's metadata.
 * @returns the seconds of the whole process.
 */
export async function mongorestore(bench, uri, folder, { indexes }) {
  const options = ['--uri', uri, '--drop', '--quiet', ...(indexes ? [] : ['--noIndexRestore'])];
  const { seconds } = await runProgram(bench, bench.tools.mongorestore.path, [...options, folder]);
  return seconds;
}
