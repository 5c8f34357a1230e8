/**
 * The usual way to load quickly with the driver: insertMany of JavaScript objects that are there already, in order of
 * time as a program makes them, four calls of 1,000 documents in flight.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize } from 'bson';
import { MongoClient } from 'mongodb';
import { COLLECTION_NAMES, MODELS } from '../../../dist/src/index.js';
import { collectionOptions } from '../../../dist/src/mongodb/index-specs.js';
import { answerMessages } from '../harness.mjs';
import { buildIndexes } from './indexes.mjs';

const BATCH = 1000;
const IN_FLIGHT = 4;

let batches;

/** First `folder`, a dump to read the objects from; then `uri`, as often as wanted, to insert them. */
answerMessages(async ({ folder, uri, indexes }) => {
  if (uri !== undefined) return { seconds: await insert(uri, indexes) };
  batches = [];
  for (const name of COLLECTION_NAMES) {
    const documents = await readObjects(join(folder, 'zava', `${name}.bson`));
    for (let from = 0; from < documents.length; from += BATCH) {
      batches.push({ name, documents: documents.slice(from, from + BATCH) });
    }
  }
});

/** The documents of a dump's file as plain objects, in order of time where they have one. */
async function readObjects(file) {
  const bytes = await readFile(file);
  const documents = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readInt32LE(at);
    documents.push(deserialize(bytes.subarray(at, at + size)));
    at += size;
  }
  const time = (document) => document.created_at ?? '';
  return documents.sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0));
}

/** Seconds from the first call to the last answer, that of the indexes where they are built; connecting and creating collections come before. */
async function insert(uri, indexes) {
  const client = new MongoClient(uri);
  try {
    const db = client.db('zava');
    for (const model of Object.values(MODELS))
      await db.createCollection(model.name, collectionOptions(model));
    let next = 0;
    const send = async () => {
      while (next < batches.length) {
        const { name, documents } = batches[next++];
        await db.collection(name).insertMany(documents, { ordered: false, writeConcern: { w: 1 } });
      }
    };
    const start = performance.now();
    await Promise.all(Array.from({ length: IN_FLIGHT }, send));
    if (indexes === true) await buildIndexes(db);
    return (performance.now() - start) / 1000;
  } finally {
    await client.close();
  }
}
