/** Cutting a run of BSON documents into batches, by the sizes that the documents begin with. */

/**
 * The batches of `bytes`, as views: each has at most `maxDocuments` documents and `maxBytes` bytes, and at least one
 * document.
 */
export function* batchesOf(bytes: Uint8Array, maxDocuments: number, maxBytes: number): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let from = 0;
  let at = 0;
  let documents = 0;
  while (at < bytes.length) {
    const size = view.getInt32(at, true);
    if (documents > 0 && (documents === maxDocuments || at + size - from > maxBytes)) {
      yield bytes.subarray(from, at);
      from = at;
      documents = 0;
    }
    at += size;
    documents++;
  }
  if (at > from) yield bytes.subarray(from, at);
}

/** The number of documents in a batch. */
export function sizeOf(batch: Uint8Array): number {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  let documents = 0;
  for (let at = 0; at < batch.length; at += view.getInt32(at, true)) documents++;
  return documents;
}

/** A batch in two, about equal in bytes; undefined for a single document. */
export function halvesOf(batch: Uint8Array): [Uint8Array, Uint8Array] | undefined {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  let at = view.getInt32(0, true);
  if (at === batch.length) return undefined;
  while (at < batch.length / 2) {
    const next = at + view.getInt32(at, true);
    if (next === batch.length) break;
    at = next;
  }
  return [batch.subarray(0, at), batch.subarray(at)];
}
