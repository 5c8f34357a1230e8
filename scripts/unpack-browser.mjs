// Unpacks the Chromium that @sparticuz/chromium carries, with its libraries and fonts, for the tests of HTML pages.
// Usage: node scripts/unpack-browser.mjs FOLDER, where FOLDER/node_modules holds the package; fills FOLDER/bin.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

const folder = process.argv[2];
const packed = join(folder, 'node_modules/@sparticuz/chromium/bin');
const bin = join(folder, 'bin');
const read = (name) => brotliDecompressSync(readFileSync(join(packed, name)));

rmSync(bin, { recursive: true, force: true });
for (const [name, to] of [
  ['al2023.tar.br', 'al2023'],
  ['fonts.tar.br', 'fonts'],
  ['swiftshader.tar.br', '.'],
]) {
  mkdirSync(join(bin, to), { recursive: true });
  execFileSync('tar', ['-x', '-C', join(bin, to)], { input: read(name) });
}
writeFileSync(join(bin, 'chromium'), read('chromium.br'));
chmodSync(join(bin, 'chromium'), 0o755);
