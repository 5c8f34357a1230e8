/**
 * A process of the embedded server, around mongodb-memory-server-core: that package reads process.env, writes progress to
 * standard output and cannot be interrupted, so it gets a process of its own, which a signal ends. The answer is the last
 * line of standard output, as JSON; where it fails, a line of standard error says why.
 *
 *   node mongod-download.js locate      {cached, url}: the binary that is there already, if any, and where another one is
 *   node mongod-download.js download    {path}
 */
import { DryMongoBinary, MongoBinary } from 'mongodb-memory-server-core';
import { MongoBinaryDownloadUrl } from 'mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl.js';

async function locate() {
  const options = await DryMongoBinary.generateOptions();
  const cached = await DryMongoBinary.locateBinary(options);
  return { cached, url: await new MongoBinaryDownloadUrl(options).getDownloadUrl() };
}

const download = async () => ({ path: await MongoBinary.getPath() });

try {
  const answer = process.argv[2] === 'download' ? await download() : await locate();
  console.log(`\n${JSON.stringify(answer)}`);
} catch (error) {
  console.error((error as Error).message.split('\n')[0]);
  process.exitCode = 1;
}
