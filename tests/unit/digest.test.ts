/** The digest of a collection: a sum of XXH64 that does not depend on the order, computed here once more from its paper. */
import { ObjectId, serialize } from 'bson';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { digestText, documentsIn, type Hash64, loadHash, sumOfHashes } from '../../src/core/encode/digest.js';

let hash: Hash64;
beforeAll(async () => {
  hash = await loadHash();
});

const together = (documents: readonly Uint8Array[]): Uint8Array => Buffer.concat(documents);
const digest = (documents: readonly Uint8Array[]): string =>
  digestText(sumOfHashes(hash, together(documents)));

const document = fc
  .record({
    _id: fc.string(),
    a: fc.integer(),
    b: fc.double(),
    c: fc.boolean(),
    d: fc.string({ maxLength: 99 }),
  })
  .map((fields) => Buffer.from(serialize(fields)));
const several = fc.array(document, { minLength: 1, maxLength: 12 });

/** XXH64 with seed 0, as its specification words it. */
function xxh64(bytes: Buffer): bigint {
  const [P1, P2, P3, P4, P5] = [
    0x9e3779b185ebca87n,
    0xc2b2ae3d27d4eb4fn,
    0x165667b19e3779f9n,
    0x85ebca77c2b2ae63n,
    0x27d4eb2f165667c5n,
  ];
  const u64 = (n: bigint) => BigInt.asUintN(64, n);
  const rotate = (n: bigint, by: bigint) => u64(n << by) | (n >> (64n - by));
  const round = (lane: bigint, input: bigint) => u64(rotate(u64(lane + input * P2), 31n) * P1);
  let at = 0;
  let h = P5;
  if (bytes.length >= 32) {
    const lanes = [u64(P1 + P2), P2, 0n, u64(-P1)];
    for (; at + 32 <= bytes.length; at += 32) {
      lanes.forEach((lane, i) => {
        lanes[i] = round(lane, bytes.readBigUInt64LE(at + 8 * i));
      });
    }
    h = u64([1n, 7n, 12n, 18n].reduce((sum, by, i) => sum + rotate(lanes[i], by), 0n));
    for (const lane of lanes) h = u64((h ^ round(0n, lane)) * P1 + P4);
  }
  h = u64(h + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8) {
    h = u64(rotate(h ^ round(0n, bytes.readBigUInt64LE(at)), 27n) * P1 + P4);
  }
  if (at + 4 <= bytes.length) {
    h = u64(rotate(h ^ u64(BigInt(bytes.readUInt32LE(at)) * P1), 23n) * P2 + P3);
    at += 4;
  }
  for (; at < bytes.length; at++) h = u64(rotate(h ^ u64(BigInt(bytes[at]) * P5), 11n) * P1);
  h = u64((h ^ (h >> 33n)) * P2);
  h = u64((h ^ (h >> 29n)) * P3);
  return h ^ (h >> 32n);
}

describe('the digest of documents', () => {
  it('is pinned for known documents', () => {
    const id = new ObjectId('5e0be1005e38719000000000');
    expect(digest([])).toBe('0'.repeat(32));
    expect(digest([serialize({ hello: 'world' })])).toBe('00000000000000007c08b80e7e2db154');
    expect(digest([serialize({ _id: id, total: 12.5 }), serialize({ hello: 'world' })])).toBe(
      '000000000000000086bb8e5da3ae8f2f',
    );
  });

  it('is the sum of what the specification of XXH64 says', () => {
    expect(xxh64(Buffer.from('abc'))).toBe(0x44bc2cf5ad770999n);
    fc.assert(
      fc.property(several, (documents) => {
        const sum = documents.reduce((total, bytes) => total + xxh64(bytes), 0n);
        expect(digest(documents)).toBe(sum.toString(16).padStart(32, '0'));
      }),
    );
  });

  it('does not depend on their order, nor on how they are divided', () => {
    const cut = fc.tuple(several, fc.nat(), fc.func(fc.integer()));
    fc.assert(
      fc.property(cut, ([documents, at, key]) => {
        const sorted = documents.map((bytes) => ({ bytes, by: key(bytes) })).sort((a, b) => a.by - b.by);
        expect(digest(sorted.map(({ bytes }) => bytes))).toBe(digest(documents));
        const middle = at % (documents.length + 1);
        const halves = [documents.slice(0, middle), documents.slice(middle)];
        const sums = halves.map((half) => sumOfHashes(hash, together(half)));
        expect(digestText(sums[0] + sums[1])).toBe(digest(documents));
      }),
    );
  });

  it('changes with a single bit of any document', () => {
    fc.assert(
      fc.property(several, fc.nat(), fc.nat(), (documents, which, bit) => {
        const copy = documents.map((bytes) => Buffer.from(bytes));
        const changed = copy[which % copy.length];
        // The first four bytes say how long it is, and so where the next one begins.
        const at = 4 + (Math.floor(bit / 8) % (changed.length - 4));
        changed[at] ^= 1 << (bit % 8);
        expect(digest(copy)).not.toBe(digest(documents));
      }),
    );
  });

  it('tells two equal documents from none and from one, which an exclusive or would not', () => {
    const [one, other] = [{ _id: 1 }, { _id: 2 }].map((fields) => serialize(fields));
    const digests = [[other], [other, one], [other, one, one], [other, one, one, one, one]].map(digest);
    expect(new Set(digests).size).toBe(4);
  });

  it('is taken modulo 2^128', () => {
    expect(digestText(2n ** 128n + 10n)).toBe(`${'0'.repeat(31)}a`);
  });
});

describe('documentsIn', () => {
  it('gives the documents one by one, also from the middle of a buffer', () => {
    fc.assert(
      fc.property(several, (documents) => {
        const within = Buffer.concat([Buffer.alloc(3), ...documents]).subarray(3);
        expect([...documentsIn(within)].map((bytes) => Buffer.from(bytes))).toEqual(documents);
      }),
    );
  });
});
