/** Finished BSON as the delivery of a sink wants it: counted, hashed, in its format. In workers and in the coordinator. */
import { type Hash64, loadHash, sumOfHashes } from '../../core/encode/digest.js';
import type { Encoded } from '../../core/encode/documents.js';
import { formatNamed } from '../../core/encode/formats/index.js';
import type { Buffers } from '../../core/encode/shard-maker.js';
import type { CollectionName } from '../../core/model/index.js';
import { SIDE, type Sketch } from '../../core/sketch/sketch.js';
import { sketchDocuments } from '../../core/sketch/sketch-documents.js';
import type { PieceOutput } from '../piece.js';
import { type Delivery, hashes } from './delivery.js';

/** @param handsOver whether the coordinator has to write the documents, so that the output must have them. */
export type OutputMaker = (collection: CollectionName, documents: Encoded, handsOver: boolean) => PieceOutput;

const newBuffer: Buffers = (bytes) => new Uint8Array(bytes);

/**
 * @param sketch where the delivery says that they are added to one.
 * @param buffers for other formats; documents that stay BSON are handed over in the buffer that they have.
 */
export async function outputMaker(
  delivery: Delivery,
  sketch: Sketch | undefined,
  buffers = newBuffer,
): Promise<OutputMaker> {
  const hash = hashes(delivery) ? await loadHash() : undefined;
  const format = formatOf(delivery);
  const bytesOf = (bson: Encoded['bytes'], collection: CollectionName) =>
    format === undefined
      ? bson
      : format.encode(bson, collection, buffers(bson.length * (format.growth ?? 1)));
  const sumOf = (hash: Hash64, collection: CollectionName, bytes: Uint8Array) =>
    sketch === undefined
      ? sumOfHashes(hash, bytes)
      : sketchDocuments(sketch, collection, hash, bytes, SIDE.expected);
  return (collection, { documents, bytes }, handsOver) => ({
    collection,
    documents,
    size: bytes.length,
    ...(hash === undefined ? {} : { sum: sumOf(hash, collection, bytes) }),
    ...(handsOver ? { bytes: bytesOf(bytes, collection) } : {}),
  });
}

/** The output format of a delivery; undefined for BSON. */
export function formatOf(delivery: Delivery) {
  if (delivery.kind !== 'transfer' || delivery.format === undefined) return undefined;
  const format = formatNamed(delivery.format);
  if (format === undefined) throw new TypeError(`there is no output format ${delivery.format}`);
  return format;
}
