/** Reading .bson files document by document: whatever the chunks, and where a file is damaged. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Int32, serialize } from 'bson';
import { afterAll, describe, expect, it } from 'vitest';
import { BrokenFile, decode, fileFacts, rawDocuments } from '../../src/engine/sources/bson-file.js';
import { sha256 } from '../fixtures/cli-dump.js';

const folder = mkdtempSync(join(tmpdir(), 'zava-bson-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(...parts: Uint8Array[]): string {
  const file = join(folder, 'some.bson');
  writeFileSync(file, Buffer.concat(parts));
  return file;
}

/** A document of so many bytes. */
const sized = (bytes: number): Uint8Array => {
  const empty = serialize({ text: '' }).length;
  return serialize({ text: 'x'.repeat(bytes - empty) });
};

async function lengths(file: string): Promise<number[]> {
  const found: number[] = [];
  for await (const bytes of rawDocuments(file)) found.push(bytes.length);
  return found;
}

describe('a .bson file', () => {
  // Read in chunks of a mebibyte.
  it.each([
    ['none', []],
    ['the shortest', [5, 5]],
    ['some', [100, 200, 300]],
    ['one that is longer than a chunk', [100, 3_000_000, 100]],
    ['one that ends with a chunk', [1 << 20, 100]],
    ['one whose length is cut by a chunk', [(1 << 20) - 2, 100]],
    ['one that begins with a chunk', [(1 << 20) - 1, 100, 1 << 20]],
  ])('with %s has all documents', async (_, sizes) => {
    const documents = sizes.map((size) => (size === 5 ? serialize({}) : sized(size)));
    const file = write(...documents);
    expect(await lengths(file)).toEqual(sizes);
    expect(await fileFacts(file)).toEqual({
      documents: sizes.length,
      sha256: sha256(Buffer.concat(documents)),
    });
  });

  const [one, two] = [sized(100), sized(200)];
  const broken = (document: Uint8Array, at: number, bytes: readonly number[]): Uint8Array => {
    const copy = Uint8Array.from(document);
    copy.set(bytes, at);
    return copy;
  };
  it.each([
    ['cut within a document', two.subarray(0, 150), 'the document at byte 100 is cut off'],
    ['cut within a length', two.subarray(0, 3), 'the document at byte 100 is cut off'],
    ['with a negative length', broken(two, 3, [0xff]), 'at byte 100 there is no document'],
    ['with a length of nothing', broken(two, 0, [0, 0, 0, 0]), 'at byte 100 there is no document'],
    [
      'with a length beyond what BSON allows',
      broken(two, 0, [0, 0, 0, 0x7f]),
      'at byte 100 there is no document',
    ],
    ['with a length that is too small', broken(two, 0, [50, 0, 0, 0]), 'the document at byte 100 has no end'],
    ['with a document that does not end', broken(two, 199, [1]), 'the document at byte 100 has no end'],
  ])('%s has the documents before it', async (_, rest, damage) => {
    const facts = await fileFacts(write(one, rest));
    expect(facts).toMatchObject({ documents: 1, damage });
    await expect(lengths(write(one, rest))).rejects.toBeInstanceOf(BrokenFile);
  });

  it('has a digest of all its bytes, also where it is damaged', async () => {
    const parts = [one, two.subarray(0, 150)];
    expect((await fileFacts(write(...parts))).sha256).toBe(sha256(Buffer.concat(parts)));
  });
});

describe('a document', () => {
  it('keeps its types', () => {
    expect(decode(serialize({ n: new Int32(5) }))).toEqual({ n: new Int32(5) });
  });

  it.each([
    ['of an unknown type', 4, 0x66],
    ['with a text that is no UTF-8', 20, 0xff],
    ['with a length of its text beyond its end', 10, 0x7f],
  ])('%s is none', (_, at, byte) => {
    const bytes = Buffer.from(sized(100));
    bytes[at] = byte;
    expect(() => decode(bytes)).toThrow(BrokenFile);
  });
});
