/** The order in which a mongod is searched, and what is said when there is none. */

import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findMongod } from '../../src/mongodb/embedded/find-mongod.js';
import { MongodNotFoundError } from '../../src/mongodb/embedded/types.js';

let folder: string;
let root: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zava-find-'));
  root = join(folder, '.zava');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A script that answers `--version` like the mongod of that version. */
async function standIn(path: string, version: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho "db version v${version}"\n`);
  await chmod(path, 0o755);
  return path;
}

async function emptyFolder(): Promise<string> {
  const path = join(folder, 'empty');
  await mkdir(path, { recursive: true });
  return path;
}

/** Nothing on PATH, not even python3, and a download mirror that refuses connections. */
async function bareEnvironment(): Promise<NodeJS.ProcessEnv> {
  return { PATH: await emptyFolder(), HOME: folder, MONGOMS_DOWNLOAD_MIRROR: 'http://127.0.0.1:1' };
}

describe('order', () => {
  test('ZAVA_MONGOD, then MONGOMS_SYSTEM_BINARY, then PATH, then the earlier download', async () => {
    const named = await standIn(join(folder, 'named'), '8.0.1');
    const system = await standIn(join(folder, 'system'), '8.0.2');
    const onPath = await standIn(join(folder, 'path', 'mongod'), '8.0.3');
    const downloaded = await standIn(join(root, 'bin', 'mongod'), '8.0.4');
    const env: NodeJS.ProcessEnv = {
      ZAVA_MONGOD: named,
      MONGOMS_SYSTEM_BINARY: system,
      PATH: `${await emptyFolder()}:${join(folder, 'path')}`,
    };
    const find = () => findMongod({ root, env });

    expect(await find()).toEqual({ path: named, source: 'ZAVA_MONGOD', version: '8.0.1' });
    env.ZAVA_MONGOD = ''; // set but empty counts as unset
    expect(await find()).toEqual({ path: system, source: 'MONGOMS_SYSTEM_BINARY', version: '8.0.2' });
    delete env.MONGOMS_SYSTEM_BINARY;
    expect(await find()).toEqual({ path: onPath, source: 'mongod on PATH', version: '8.0.3' });
    env.PATH = await emptyFolder();
    expect(await find()).toEqual({ path: downloaded, source: 'earlier download', version: '8.0.4' });
  });

  test('a mongod on PATH that does not run is passed over', async () => {
    const broken = await standIn(join(folder, 'path', 'mongod'), '8.0.0');
    await writeFile(
      broken,
      '#!/bin/sh\necho "libcrypto.so.1.1: cannot open shared object file" >&2\nexit 127\n',
    );
    const downloaded = await standIn(join(root, 'bin', 'mongod'), '8.0.4');
    const found = await findMongod({ root, env: { PATH: join(folder, 'path') } });
    expect(found.path).toBe(downloaded);
  });
});

describe('errors', () => {
  test.each(['ZAVA_MONGOD', 'MONGOMS_SYSTEM_BINARY'])('%s naming a missing file', async (variable) => {
    await standIn(join(root, 'bin', 'mongod'), '8.0.4');
    const missing = join(folder, 'missing');
    const error = await findMongod({ root, env: { [variable]: missing } }).catch((e) => e);
    expect(error).toBeInstanceOf(MongodNotFoundError);
    expect(error.message).toContain(`${variable}=${missing} cannot be used: ${missing} does not exist`);
  });

  test('ZAVA_MONGOD naming something that is no mongod, not executable, or too old', async () => {
    const messageOf = async (path: string) =>
      (await findMongod({ root, env: { ZAVA_MONGOD: path } }).catch((e) => e)).message;
    expect(await messageOf(process.execPath)).toContain('does not answer like a mongod');
    const plain = await standIn(join(folder, 'plain'), '8.0.0');
    await chmod(plain, 0o644);
    expect(await messageOf(plain)).toContain('is not executable');
    expect(await messageOf(await standIn(join(folder, 'old'), '4.2.9'))).toContain(
      'is version 4.2.9; 4.4 or newer is needed',
    );
  });

  test('every source with its reason, and what to do', async () => {
    const env = await bareEnvironment();
    const started = Date.now();
    const error = await findMongod({ root, env }).catch((e) => e);
    expect(Date.now() - started).toBeLessThan(5000);
    expect(error).toBeInstanceOf(MongodNotFoundError);
    const lines = error.message.split('\n');
    expect(lines).toHaveLength(6);
    expect(lines[1]).toContain('mongod on PATH: none there');
    expect(lines[2]).toContain(`earlier download: ${join(root, 'bin', 'mongod')} does not exist`);
    expect(lines[3]).toContain(
      'download by mongodb-memory-server: 127.0.0.1:1 cannot be reached: ECONNREFUSED',
    );
    expect(lines[4]).toMatch(/Python wheel .*: (python3 does not exist|it is for Linux on x64 only)/);
    expect(lines[5]).toContain('set ZAVA_MONGOD');
  });

  test('an aborted search rejects with the reason of the signal', async () => {
    const reason = new Error('enough');
    const search = findMongod({ root, env: await bareEnvironment(), signal: AbortSignal.abort(reason) });
    await expect(search).rejects.toBe(reason);
  });
});
