/** mgodatagen, a generator for MongoDB in Go, making as many customers, orders and lines of a like shape. */
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize } from 'bson';
import { MODELS } from '../../../dist/src/index.js';
import { indexSpec } from '../../../dist/src/mongodb/index-specs.js';
import { runProgram } from '../harness.mjs';

const COLLECTIONS = ['customers', 'orders', 'order_items'];

/**
 * Writes what mgodatagen is to make: the fields of a document of each collection of the dump, with values of the same
 * types and lengths.
 * @param indexes whether it builds the same indexes, too. @returns the file, and the number of documents.
 */
export async function describeLike(bench, dump, { indexes = false } = {}) {
  const collections = [];
  for (const collection of COLLECTIONS) {
    const document = await firstDocument(join(dump.folder, 'zava', `${collection}.bson`));
    const content = Object.entries(document).map(([name, value]) => [name, generatorFor(name, value)]);
    const count = dump.collections[collection].documents;
    const built = indexes ? { indexes: MODELS[collection].indexes.map(indexSpec) } : {};
    collections.push({ database: 'zava', collection, count, content: Object.fromEntries(content), ...built });
  }
  const file = join(bench.folder, indexes ? 'mgodatagen-indexes.json' : 'mgodatagen.json');
  await writeFile(file, JSON.stringify(collections));
  return { file, documents: collections.reduce((sum, { count }) => sum + count, 0) };
}

/** @returns the seconds of the whole process. */
export async function mgodatagen(bench, uri, file) {
  const options = ['-f', file, '--uri', uri, '--quiet'];
  return (await runProgram(bench, bench.tools.mgodatagen.path, options)).seconds;
}

async function firstDocument(file) {
  const handle = await open(file);
  try {
    const head = Buffer.alloc(4);
    await handle.read(head, 0, 4, 0);
    const bytes = Buffer.alloc(head.readInt32LE(0));
    await handle.read(bytes, 0, bytes.length, 0);
    return deserialize(bytes, { promoteValues: false });
  } finally {
    await handle.close();
  }
}

/** A generator of mgodatagen. Ids are unique: UUIDs are drawn, other strings counted upwards, as ours are. */
function generatorFor(name, value) {
  if (typeof value === 'boolean') return { type: 'constant', constVal: value };
  if (typeof value !== 'string') return { type: GENERATORS[value._bsontype], ...LIMITS[value._bsontype] };
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-/.test(value)) return { type: 'uuid' };
  if (name !== '_id') return { type: 'string', minLength: value.length, maxLength: value.length };
  const number = { type: 'autoincrement', autoType: 'int', startInt: 100_000_000 };
  return { type: 'stringFromParts', parts: [{ type: 'constant', constVal: value.slice(0, -9) }, number] };
}

/** By the driver's names of BSON types. */
const GENERATORS = { Int32: 'int', Double: 'double', ObjectId: 'objectId' };
const LIMITS = { Int32: { min: 0, max: 100 }, Double: { min: 0, max: 1000 } };
