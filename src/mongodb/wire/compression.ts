/** The wire compressors that this Node.js has, and zstd as loads use it. */
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

/** What Node.js adds to node:zlib in 22.15, as far as it is used; the types are those of an older one. */
interface Zstd {
  readonly zstdCompress: (
    bytes: Uint8Array,
    options: { params: Record<number, number> },
    done: (error: Error | null, compressed: Buffer) => void,
  ) => void;
  readonly constants: { readonly ZSTD_c_compressionLevel: number };
}

/**
 * The driver's own level is 3. This one takes 1.3 more core-seconds for `full` and sends 13 % less, which is still less
 * time than zlib takes to send 27 % more (its batches of 2,500 documents, Node.js 24: 47.9 MB in 0.6 s at level 3,
 * 41.5 MB in 1.9 s at level 7, 52.9 MB in 3.0 s by zlib); each level after it takes a quarter longer for 1 %.
 */
const ZSTD_LEVEL = 7;

/** Compresses by zstd, off the thread that asks; undefined where this Node.js has none, which is before 22.15. */
export const zstd: ((bytes: Uint8Array) => Promise<Buffer>) | undefined = findZstd();

function findZstd(): typeof zstd {
  if (!('zstdCompress' in zlib)) return undefined;
  const { zstdCompress, constants } = zlib as unknown as Zstd;
  const compress = promisify(zstdCompress);
  const options = { params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } };
  return (bytes) => compress(bytes, options);
}

/** What the driver lacks for a compressor that has to be installed; undefined where it lacks nothing. */
export function missingFor(compressor: string): string | undefined {
  if (compressor === 'snappy' && !installed('snappy')) return 'the package snappy';
  if (compressor === 'zstd' && zstd === undefined && !installed('@mongodb-js/zstd')) {
    return 'Node.js 22.15 or newer, or the package @mongodb-js/zstd';
  }
  return undefined;
}

/** True where the driver could load the package. */
function installed(name: string): boolean {
  const fromHere = createRequire(import.meta.url);
  try {
    createRequire(fromHere.resolve('mongodb'))(name);
    return true;
  } catch {
    return false;
  }
}
