/** What the comparison is measured on. */
import { readFileSync } from 'node:fs';
import { loadavg, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { FORMAT_VERSION } from '../../dist/src/index.js';
import { findMongod } from '../../dist/src/mongodb/embedded/find-mongod.js';
import { machine as machineFacts } from '../../dist/src/tools/bench/machine.js';
import { ZAVA_FOLDER } from './harness.mjs';

const DRIVER = resolve(import.meta.dirname, '../../node_modules/mongodb/package.json');

export function machine() {
  const { cpu, cores, os } = machineFacts();
  return { cpu, cores, memoryBytes: totalmem(), os, loadBefore: loadavg()[0] };
}

/** Versions by name; null for a tool that was not found. Fetches a mongod where the machine has none. */
export async function versions(tools, signal) {
  const { version } = await findMongod({ root: ZAVA_FOLDER, env: process.env, signal });
  return {
    zava: machineFacts().zavaVersion,
    'format version': String(FORMAT_VERSION),
    'Node.js': process.versions.node,
    'mongodb (driver)': JSON.parse(readFileSync(DRIVER, 'utf8')).version,
    mongod: version,
    mongorestore: tools.mongorestore?.version ?? null,
    mgodatagen: tools.mgodatagen?.version ?? null,
  };
}
