/** Which wire compressors this Node.js has. */
import * as zlib from 'node:zlib';

/** zstd is built into Node.js from 22.15; the driver finds it there. */
export function zstdAvailable(): boolean {
  return 'zstdCompress' in zlib;
}
