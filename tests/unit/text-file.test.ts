/** Files that are read as settings: what is text is read whatever wrote it, and what is none is refused at once. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readTextFile } from '../../src/core/settings/text-file.js';
import { checkDotenv } from '../../src/tools/operate/check/environment.js';
import { temporaryFolder } from '../fixtures/cli.js';
import { MINIMAL_CATALOG, SettingsFolder } from '../fixtures/settings-folder.js';

const root = temporaryFolder();
let last = 0;
let path: string;
beforeEach(() => {
  path = join(root, String(last++));
});

const TEXT = 'NUM_ORDERS=77 # für später\r\nSTART_DATE=2021-01-01\r\n';
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const MARK = '\uFEFF';

const READ = [
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a byte order mark', Buffer.from(MARK + TEXT)],
  ['UTF-16 little-endian, as PowerShell writes it', Buffer.from(MARK + TEXT, 'utf16le')],
  ['UTF-16 big-endian', utf16be(MARK + TEXT)],
] as const;

const NO_TEXT = 'is not text in UTF-8, nor in UTF-16 with a byte order mark';

/** What makes something at a path that is no text file, and what is said of it. */
const REFUSED: [what: string, make: (path: string) => void, problem: string][] = [
  ['a folder', (at) => mkdirSync(at), 'is a folder and no file'],
  ['a pipe that nobody writes into', (at) => execFileSync('mkfifo', [at]), 'is a pipe and no file'],
  ['a device', (at) => symlinkSync('/dev/zero', at), 'is a device or a socket and no file'],
  ['a link to nothing', (at) => symlinkSync('nowhere', at), 'is a link to a file that does not exist'],
  ['a link to itself', (at) => symlinkSync(at, at), 'cannot be read (ELOOP)'],
  ['UTF-16 without a mark', (at) => writeFileSync(at, Buffer.from(TEXT, 'utf16le')), NO_TEXT],
  ['half a character of UTF-16', (at) => writeFileSync(at, Buffer.from([0xff, 0xfe, 0x41])), NO_TEXT],
  ['UTF-32', (at) => writeFileSync(at, Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0])), NO_TEXT],
  ['Latin-1', (at) => writeFileSync(at, Buffer.from(TEXT, 'latin1')), NO_TEXT],
  [
    'a file of a terabyte',
    (at) => {
      writeFileSync(at, '');
      truncateSync(at, 2 ** 40);
    },
    'is larger than 67108864 bytes',
  ],
];

describe('a text file', () => {
  it.each(READ)('of %s is read', (_, bytes) => {
    writeFileSync(path, bytes);
    expect(readTextFile(path)).toEqual({ text: TEXT });
  });

  it.each(REFUSED)('that is %s is refused at once', (_, make, problem) => {
    make(path);
    expect(readTextFile(path)).toEqual({ problem, missing: false });
  });

  it('may be missing', () => {
    expect(readTextFile(path)).toEqual({ problem: 'does not exist', missing: true });
    writeFileSync(path, '');
    expect(readTextFile(join(path, 'below'))).toEqual({
      problem: 'cannot be read (ENOTDIR)',
      missing: false,
    });
  });
});

describe('settings', () => {
  let folder: SettingsFolder;
  beforeEach(() => {
    folder = new SettingsFolder();
    return () => folder.remove();
  });

  it.each(READ)('are read from .env and YAML in %s', (_, bytes) => {
    writeFileSync(join(folder.path, '.env'), bytes);
    const inSame = (text: string) =>
      bytes[0] === 0xfe
        ? utf16be(MARK + text)
        : bytes[0] === 0xff
          ? Buffer.from(MARK + text, 'utf16le')
          : text;
    writeFileSync(join(folder.path, 'own.yaml'), inSame('seed: 5\n'));
    const { world } = folder.settings({ config: 'own.yaml' });
    expect([world.orders, world.seed]).toEqual([77, 5]);
  });

  it.each(REFUSED)('are refused where one of their files is %s', (_, make, problem) => {
    make(join(folder.path, '.env'));
    expect(folder.refusal()).toBe(`The file .env ${problem}.`);
    expect(checkDotenv(folder.path)).toMatchObject([{ status: 'failure', what: `The file .env ${problem}` }]);
  });

  it.each(REFUSED)('are refused where the file of the flag or of the catalog is %s', (_, make, problem) => {
    make(join(folder.path, 'own.yaml'));
    expect(folder.refusal({ config: 'own.yaml' })).toBe(`The file own.yaml ${problem}.`);
    folder.write('other.yaml', { catalog: 'catalog' });
    for (const [file, content] of Object.entries(MINIMAL_CATALOG)) {
      if (file !== 'stores.yaml') folder.write(`catalog/${file}`, content);
    }
    make(join(folder.path, 'catalog/stores.yaml'));
    expect(folder.refusal({ config: 'other.yaml' })).toBe(`The file catalog/stores.yaml ${problem}.`);
  });

  it('that are not JSON are refused without a word of them', () => {
    folder.write('own.json', 'mongodb://ann:secret@host/');
    expect(folder.refusal({ config: 'own.json' })).toBe(
      "The file own.json is not valid JSON: Unexpected token 'm'.",
    );
  });
});
