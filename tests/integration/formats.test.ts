/** --format ndjson and json: the documents of the dump as text files, the same everywhere, and what is refused. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, type CollectionName } from '../../src/core/model/index.js';
import { succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { rawDocuments, sha256 } from '../fixtures/cli-dump.js';
import { bsonOfText } from '../fixtures/extended-json.js';
import { expectSameDocuments } from '../fixtures/same-documents.js';

const folder = temporaryFolder();
const world = ['--preset', 'tiny', '--seed', '11'];
const generate = (name: string, ...more: string[]) =>
  succeed(['generate', ...world, '--out', join(folder, name), ...more]);
const textFile = (name: string, collection: CollectionName, format: string) =>
  readFileSync(join(folder, name, 'zava', `${collection}.${format}`));
const manifestOf = (name: string) => JSON.parse(readFileSync(join(folder, name, 'manifest.json'), 'utf8'));
const FORMATS = ['ndjson', 'json'] as const;

beforeAll(async () => {
  await generate('bson');
  for (const format of FORMATS) await generate(format, '--format', format, '--workers', '2');
});

describe('ndjson', () => {
  it.each(COLLECTION_NAMES)(
    '%s has a line for each document of the dump, in its order, and its types',
    (name) => {
      const lines = textFile('ndjson', name, 'ndjson').toString().split('\n');
      expect(lines.pop()).toBe('');
      const expected = rawDocuments(join(folder, 'bson'), name);
      expect(lines).toHaveLength(expected.length);
      // Embeddings are long, and all of one making.
      const some = name === 'product_embeddings' ? 20 : lines.length;
      expectSameDocuments(name, lines.slice(0, some).map(bsonOfText), expected.slice(0, some));
    },
  );
});

describe('json', () => {
  it.each(COLLECTION_NAMES)(
    '%s is one array of the same documents, indented, with a newline at its end',
    (name) => {
      const text = textFile('json', name, 'json').toString();
      expect(text).toMatch(/^\[\n {2}\{\n {4}"_id": /);
      expect(text).toMatch(/\n {2}\}\n\]\n$/);
      const lines = textFile('ndjson', name, 'ndjson').toString().trimEnd().split('\n');
      expect(JSON.parse(text)).toEqual(lines.map((line) => JSON.parse(line)));
    },
  );

  it('of no document is an empty array', async () => {
    await generate('none', '--format', 'json', '--customers', '0', '--orders', '0');
    for (const name of ['customers', 'orders', 'order_items'] as const) {
      expect(textFile('none', name, 'json').toString()).toBe('[]\n');
    }
    expect(manifestOf('none').collections.orders).toMatchObject({ count: 0, bytes: 3 });
  });
});

describe.each(FORMATS)('a folder of %s', (format) => {
  it('has a manifest of its files, and the digests of the dump', () => {
    const manifest = manifestOf(format);
    const dump = manifestOf('bson');
    expect(manifest.format).toBe(format);
    expect(manifest.settings).toEqual(dump.settings);
    for (const name of COLLECTION_NAMES) {
      const bytes = textFile(format, name, format);
      const { count, digest } = dump.collections[name];
      expect(manifest.collections[name]).toEqual({
        count,
        bytes: bytes.length,
        sha256: sha256(bytes),
        digest,
      });
    }
  });

  it('is the same made again, with any number of workers, and holds nothing else', async () => {
    const name = `again-${format}`;
    await generate(name, '--format', format, '--workers', '1');
    const files = (of: string) =>
      readdirSync(join(folder, of), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, of).length + 1))
        .sort();
    const data = COLLECTION_NAMES.map((collection) => `zava/${collection}.${format}`);
    expect(files(name)).toEqual(['.zava-dump', 'manifest.json', 'stock.jsonl', ...data].sort());
    for (const file of files(name)) {
      expect(sha256(readFileSync(join(folder, name, file)))).toBe(
        sha256(readFileSync(join(folder, format, file))),
      );
    }
  });

  it('is replaced by a dump and replaces one, also where that is to be resumed', async () => {
    const name = `replaced-${format}`;
    await generate(name);
    await generate(name, '--format', format);
    expect(readdirSync(join(folder, name, 'zava')).filter((file) => !file.endsWith(`.${format}`))).toEqual(
      [],
    );
    expect(existsSync(join(folder, name, 'timings.json'))).toBe(false);
    await generate(name, '--resume');
    expect(
      readdirSync(join(folder, name, 'zava')).filter((file) => /json$/.test(file) && !/metadata/.test(file)),
    ).toEqual([]);
    expect(manifestOf(name)).toEqual(manifestOf('bson'));
  });

  it('goes with a slice', async () => {
    const name = `slice-${format}`;
    await generate(name, '--format', format, '--store', 'everett');
    await generate(`${name}-bson`, '--store', 'everett');
    const { collections } = manifestOf(`${name}-bson`);
    for (const collection of COLLECTION_NAMES) {
      expect(manifestOf(name).collections[collection].digest).toBe(collections[collection].digest);
    }
  });
});

describe('what is refused, before anything is written', () => {
  it.each([
    [['--format', 'csv'], "--format is 'csv'; allowed is bson, ndjson or json."],
    [
      ['--format', 'json', '--resume'],
      '--format json writes text and --resume is about a dump; give one of the two.',
    ],
    [
      ['--format', 'json', '--part', '1/2'],
      '--format json writes text and --part is about a dump; give one of the two.',
    ],
    [
      ['--format', 'ndjson', '--finish'],
      '--format ndjson writes text and --finish is about a dump; give one of the two.',
    ],
  ])('%j', async (flags, words) => {
    const out = join(folder, 'refused');
    const { code, stderr } = await zava(['generate', ...world, '--out', out, ...flags]);
    expect([code, stderr]).toEqual([2, `zava: ${words}\n`]);
    expect(existsSync(out)).toBe(false);
  });
});
