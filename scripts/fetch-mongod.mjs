/** Makes sure a mongod is at hand and says where it came from; exits with 1 and what was tried otherwise. */

import { fileURLToPath } from 'node:url';
import { findMongod } from '../dist/src/mongodb/embedded/find-mongod.js';

const root = fileURLToPath(new URL('../.zava', import.meta.url));
try {
  const { path, source, version } = await findMongod({ root, env: process.env, log: console.log });
  console.log(`mongod ${version} from ${source}: ${path}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
