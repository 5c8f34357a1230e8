/** `zava up`: prints where the server is, serves, is shared by `load --local`, and stops on Ctrl-C. */
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accepts } from '../../src/mongodb/embedded/port.js';
import {
  eventually,
  mongodsUnder,
  type Running,
  start,
  succeed,
  temporaryFolder,
  zava,
} from '../fixtures/cli.js';

const cwd = temporaryFolder();
let up: Running;
let uri: string;

beforeAll(async () => {
  up = start(['up'], { cwd });
  await eventually(() => up.output.stdout.endsWith('\n'));
  uri = /mongodb:\/\/\S+/.exec(up.output.stdout)?.[0] ?? '';
});
afterAll(() => up.process.kill('SIGKILL'));

describe('zava up', () => {
  it('prints its version and connection string, and how to stop it', async () => {
    expect(up.output.stdout).toMatch(
      /^MongoDB \d+\.\d+\.\d+ is running at mongodb:\/\/127\.0\.0\.1:\d+\/\?replicaSet=zava&directConnection=true\n$/,
    );
    await eventually(() => up.output.stderr.includes('Press Ctrl-C to stop it.\n'));
  });

  it('serves, and load --local uses it and leaves it running', async () => {
    const { stdout } = await succeed(['load', '--local', '--preset', 'tiny', '--json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'load',
      host: new URL(uri).host,
      uri: uri.replace('/?', '/zava?'),
    });
    expect(mongodsUnder(cwd).filter((line) => !line.includes('/bin/sh'))).toHaveLength(1);
    const client = new MongoClient(uri);
    try {
      expect(await client.db('zava').collection('orders').countDocuments()).toBe(1000);
    } finally {
      await client.close();
    }
  });

  it('called a second time says where the first one is, and leaves it alone', async () => {
    const { code, stdout, stderr } = await zava(['up', '--json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ command: 'up', uri });
    expect(stderr).toContain('It was started by another zava');
    expect(await accepts(Number(new URL(uri).port))).toBe(true);
  });

  it('stops on Ctrl-C when a load is done that uses it, with the data kept for the next time', async () => {
    const loading = start(
      ['load', '--local', '--database', 'late', '--preset', 'tiny', '--max-rate', '3000', '--quiet'],
      { cwd },
    );
    const client = new MongoClient(uri);
    await eventually(
      async () => (await client.db('late').collection('products').estimatedDocumentCount()) > 0,
    );
    await client.close();
    up.process.kill('SIGINT');
    const { code, stderr } = await up.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Stopping the server');
    expect(stderr).toContain(`The server is stopped when process ${loading.process.pid} has done with it.\n`);
    expect(await loading.ended).toMatchObject({ code: 0, stderr: '' });
    // What watches the process that started a server ends when its pipe does, a moment after both.
    await eventually(() => mongodsUnder(cwd).length === 0);
    expect(await accepts(Number(new URL(uri).port))).toBe(false);
    const again = await zava(['load', '--local', '--preset', 'tiny'], { cwd });
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('already holds stores');
    await eventually(() => mongodsUnder(cwd).length === 0);
  });
});
