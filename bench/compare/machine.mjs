/** What the comparison is measured on. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { join, resolve } from 'node:path';
import { FORMAT_VERSION } from '../../dist/src/index.js';
import { findMongod } from '../../dist/src/mongodb/embedded/find-mongod.js';
import { ZAVA_FOLDER } from './harness.mjs';

const REPOSITORY = resolve(import.meta.dirname, '../..');

export function machine() {
  return {
    cpu: cpus()[0].model,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    os: `${type()} ${release()}`,
    loadBefore: loadavg()[0],
  };
}

/** Versions by name; null for a tool that was not found. Fetches a mongod where the machine has none. */
export async function versions(tools, signal) {
  const { version } = await findMongod({ root: ZAVA_FOLDER, env: process.env, signal });
  return {
    zava: versionIn(REPOSITORY),
    'format version': String(FORMAT_VERSION),
    'Node.js': process.versions.node,
    'mongodb (driver)': versionIn(join(REPOSITORY, 'node_modules/mongodb')),
    mongod: version,
    mongorestore: tools.mongorestore?.version ?? null,
    mgodatagen: tools.mgodatagen?.version ?? null,
  };
}

const versionIn = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
