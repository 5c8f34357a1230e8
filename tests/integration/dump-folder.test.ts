/** Where a dump may go: new and empty folders and earlier dumps; anything else is left as it is. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { allFiles } from '../fixtures/cli-dump.js';
import { expectSameDump } from '../fixtures/same-documents.js';

const folder = temporaryFolder();
const generate = (out: string, ...args: string[]) =>
  zava(['generate', '--preset', 'tiny', '--out', out, ...args]);

describe('generate --out', () => {
  it('refuses a folder that is not empty and not ours, and leaves it as it is', async () => {
    const out = join(folder, 'photos');
    mkdirSync(join(out, 'zava'), { recursive: true });
    writeFileSync(join(out, 'zava', 'orders.bson'), 'mine');
    const { code, stdout, stderr } = await generate(out);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `zava: --out is '${out}', which is not empty and was not made by zava; allowed is a new or empty folder, or an earlier dump.\n`,
    );
    expect(readdirSync(out)).toEqual(['zava']);
    expect(readdirSync(join(out, 'zava'))).toEqual(['orders.bson']);
    expect(readFileSync(join(out, 'zava', 'orders.bson'), 'utf8')).toBe('mine');
  });

  it('takes an empty folder', async () => {
    const out = join(folder, 'empty');
    mkdirSync(out);
    expect((await generate(out)).code).toBe(0);
    expect(existsSync(join(out, 'manifest.json'))).toBe(true);
  });

  it('replaces an earlier dump, as if it were the first in the folder', async () => {
    const [out, fresh] = [join(folder, 'again'), join(folder, 'fresh')];
    await succeed(['generate', '--preset', 'tiny', '--orders', '3000', '--seed', '1', '--out', out]);
    const earlier = allFiles(out);
    await succeed(['generate', '--preset', 'tiny', '--seed', '2', '--out', out]);
    await succeed(['generate', '--preset', 'tiny', '--seed', '2', '--out', fresh]);
    expectSameDump(out, fresh);
    expect(allFiles(out)['zava/orders.bson']).not.toBe(earlier['zava/orders.bson']);
  });

  it('leaves nothing of an earlier dump of another database', async () => {
    const out = join(folder, 'renamed');
    await succeed(['generate', '--preset', 'tiny', '--database', 'before', '--out', out]);
    await succeed(['generate', '--preset', 'tiny', '--database', 'after', '--out', out]);
    expect(existsSync(join(out, 'before')) ? readdirSync(join(out, 'before')) : []).toEqual([]);
    expect(readdirSync(join(out, 'after'))).toHaveLength(18);
  });

  it('refuses a file, and what lies under a file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'mine');
    for (const out of [file, join(file, 'dump')]) {
      const { code, stderr } = await generate(out);
      expect(code).toBe(2);
      expect(stderr).toBe(
        `zava: --out is '${out}', which is not a folder; allowed is a new or empty folder.\n`,
      );
    }
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it.runIf(process.platform === 'linux')('says that a folder cannot be written', async () => {
    // Not even root makes folders there.
    const { code, stderr } = await generate('/sys/zava-dump');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^zava: --out is '\/sys\/zava-dump', which cannot be written \((EACCES|EPERM|EROFS)\); allowed is a folder that may be written\.\n$/,
    );
  });

  it('keeps what somebody else put beside the files of an earlier dump', async () => {
    const out = join(folder, 'shared');
    await succeed(['generate', '--preset', 'tiny', '--out', out]);
    const earlier = allFiles(out);
    writeFileSync(join(out, 'zava', 'notes.txt'), 'mine');
    await succeed(['generate', '--preset', 'tiny', '--out', out]);
    expect(readFileSync(join(out, 'zava', 'notes.txt'), 'utf8')).toBe('mine');
    expect(allFiles(out)).toEqual(earlier);
  });
});
