/** zava setup atlas: which commands of `atlas` it runs, and what .env holds afterwards. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'dotenv';
import { describe, expect, it } from 'vitest';
import { fixture, temporaryFolder, zava } from '../fixtures/cli.js';

const folder = temporaryFolder();
const HOST = 'zava.y7yjmsc.mongodb.net';

/** A folder with an `atlas` of its own that nobody has used yet. */
class Place {
  readonly path = mkdtempSync(join(folder, 'place-'));
  private readonly bin = join(this.path, 'bin');
  private readonly atlas = join(this.path, 'atlas');

  constructor(state: object = {}) {
    mkdirSync(this.bin);
    mkdirSync(this.atlas);
    chmodSync(fixture('stand-in-atlas.mjs'), 0o755);
    symlinkSync(fixture('stand-in-atlas.mjs'), join(this.bin, 'atlas'));
    writeFileSync(join(this.atlas, 'state.json'), JSON.stringify(state));
  }

  run(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
    const path = `${this.bin}:${dirname(process.execPath)}`;
    return zava(['setup', 'atlas', ...args], {
      cwd: this.path,
      env: { PATH: path, ZAVA_TEST_ATLAS: this.atlas, ...env },
    });
  }

  /** What `atlas` was called with, and forgets it. */
  calls(): { args: string[]; input: string }[] {
    const file = join(this.atlas, 'calls.jsonl');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').trimEnd();
    writeFileSync(file, '');
    return lines === '' ? [] : lines.split('\n').map((line) => JSON.parse(line));
  }

  commands = (): string[] => this.calls().map(({ args }) => args.join(' '));
  state = () => JSON.parse(readFileSync(join(this.atlas, 'state.json'), 'utf8'));
  envText = (): string => readFileSync(join(this.path, '.env'), 'utf8');
  writeEnv = (text: string): void => writeFileSync(join(this.path, '.env'), text);
}

const passwordIn = (text: string): string =>
  /^MONGODB_CONNECTION_STRING=mongodb\+srv:\/\/zava-app:([^@]+)@/m.exec(text)?.[1] ?? '';

describe('setup atlas where Atlas has nothing', () => {
  const place = new Place();
  let password = '';

  it('makes project, cluster, access and user, and writes .env for its owner alone', async () => {
    place.writeEnv('# mine\nOTHER=1\nMONGODB_CONNECTION_STRING=\nNUM_ORDERS=\n');
    chmodSync(join(place.path, '.env'), 0o644);
    const { code, stdout, stderr } = await place.run(['--tier', 'M10']);
    expect({ code, failed: stderr.includes('zava:') }).toEqual({ code: 0, failed: false });
    const [project] = place.state().projects;
    password = passwordIn(place.envText());
    expect(password).toMatch(/^[\w-]{32}$/);
    expect(place.envText()).toBe(
      `# mine\nOTHER=1\nMONGODB_CONNECTION_STRING=mongodb+srv://zava-app:${password}@${HOST}/\nNUM_ORDERS=\nMONGODB_ATLAS_PROJECT_ID=${project.id}\nMONGODB_DATABASE=zava\n`,
    );
    expect(statSync(join(place.path, '.env')).mode & 0o777).toBe(0o600);
    expect(stdout + stderr).not.toContain(password);
    expect(stderr).toContain('M10, which costs money');
    expect(stderr).toContain(`Making the user zava-app in project zava for database zava at ${HOST}`);
    expect(stdout).toContain(`The way to ${HOST} was written into .env.`);

    const calls = place.calls();
    const id = project.id;
    expect(calls.map(({ args }) => args.join(' '))).toEqual([
      '--version',
      'auth whoami',
      'projects list --limit 500 --output json',
      'projects create zava --output json',
      `clusters describe zava --projectId ${id} --output json`,
      `clusters create zava --tier M10 --provider AWS --region US_EAST_1 --diskSizeGB 10 --projectId ${id} --output json`,
      `clusters watch zava --projectId ${id}`,
      `accessLists create --currentIp --comment zava --projectId ${id} --output json`,
      `clusters connectionStrings describe zava --projectId ${id} --output json`,
      `dbusers describe zava-app --authDB admin --projectId ${id} --output json`,
      `dbusers create --username zava-app --role readWrite@zava,dbAdmin@zava --scope zava --projectId ${id} --output json`,
    ]);
    // The password goes in where no list of processes shows it.
    expect(calls.at(-1)?.input).toBe(`${password}\n`);
    for (const { args } of calls) expect(args.join(' ')).not.toContain(password);
  });

  it('makes nothing the second time, and leaves .env as it is', async () => {
    const before = { env: place.envText(), state: place.state() };
    const { code, stdout } = await place.run(['--tier', 'M10', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      command: 'setup atlas',
      database: 'zava',
      project: { id: before.state.projects[0].id, name: 'zava', state: 'unchanged' },
      cluster: { name: 'zava', tier: 'M10', state: 'unchanged' },
      accessList: { entry: 'current IP', state: 'created' },
      user: { name: 'zava-app', state: 'unchanged' },
      host: HOST,
      envFile: 'unchanged',
    });
    expect({ env: place.envText(), state: place.state() }).toEqual(before);
    const commands = place.commands();
    expect(commands[2]).toBe(`projects describe ${before.state.projects[0].id} --output json`);
    expect(commands.filter((one) => / create /.test(one))).toEqual([expect.stringContaining('--currentIp')]);
    expect(commands.join()).not.toContain('watch');
  });

  it('adds a block to the access list once', async () => {
    for (const state of ['created', 'unchanged']) {
      const { stdout } = await place.run(['--tier', 'M10', '--access-list', '203.0.113.0/24', '--json']);
      expect(JSON.parse(stdout).accessList).toEqual({ entry: '203.0.113.0/24', state });
    }
    const created = place.commands().filter((one) => one.startsWith('accessLists create'));
    expect(created).toEqual([
      expect.stringContaining('create 203.0.113.0/24 --type cidrBlock --comment zava'),
    ]);
  });

  it('leaves a cluster of another tier as it is, and says so', async () => {
    const { code, stderr } = await place.run(['--tier', 'free']);
    expect(code).toBe(0);
    expect(stderr).toContain('The cluster zava is there and is M10, not M0; it stays as it is.');
  });

  it('makes the user again with the password of .env where it is gone', async () => {
    const state = place.state();
    const file = join(place.path, 'atlas', 'state.json');
    writeFileSync(file, JSON.stringify({ ...state, users: [] }));
    place.calls();
    expect((await place.run(['--tier', 'M10'])).code).toBe(0);
    expect(place.calls().at(-1)?.input).toBe(`${password}\n`);
  });
});

describe('setup atlas --dry-run', () => {
  it('prints each command and runs none', async () => {
    const place = new Place();
    const { code, stdout } = await place.run(['--dry-run', '--access-list', '198.51.100.7']);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.every((line) => line.startsWith('atlas '))).toBe(true);
    const wanted = [
      'projects create',
      'clusters create',
      'clusters watch',
      'accessLists create',
      'dbusers create',
    ];
    for (const name of wanted) expect(stdout).toContain(`atlas ${name} `);
    expect(stdout).toContain('--tier M0 ');
    expect(stdout).toContain('198.51.100.7 --type ipAddress');
    expect(stdout).toContain('the password goes to its standard input');
    expect(place.calls()).toEqual([]);
    expect(existsSync(join(place.path, '.env'))).toBe(false);
  });

  it('prints the commands that a run then runs', async () => {
    const place = new Place();
    const dry = JSON.parse((await place.run(['--dry-run', '--json'])).stdout).commands as string[];
    expect((await place.run()).code).toBe(0);
    const { id } = place.state().projects[0];
    expect(dry.map((one) => one.replaceAll('<project-id>', id))).toEqual(
      place.commands().map((one) => `atlas ${one}`),
    );
  });
});

describe('setup atlas with a password of one’s own', () => {
  it('from the environment, encoded in .env and plain for atlas', async () => {
    const place = new Place();
    const own = 'p@ss/w:rd%1';
    const { code, stdout, stderr } = await place.run([], { ZAVA_APP_PASSWORD: own });
    expect(code).toBe(0);
    expect(parse(place.envText()).MONGODB_CONNECTION_STRING).toBe(
      `mongodb+srv://zava-app:p%40ss%2Fw%3Ard%251@${HOST}/`,
    );
    expect(place.calls().at(-1)?.input).toBe(`${own}\n`);
    expect(stdout + stderr).not.toMatch(/p@ss|p%40ss/);
  });

  it('is needed where the user is there and .env does not know it: exit code 1', async () => {
    const place = new Place();
    expect((await place.run()).code).toBe(0);
    place.writeEnv('');
    const { code, stderr } = await place.run();
    expect(code).toBe(1);
    expect(stderr).toContain('The user zava-app is in Atlas already, and its password is not known here');
    expect(place.envText()).toBe('');
    expect((await place.run([], { ZAVA_APP_PASSWORD: 'known-to-me' })).code).toBe(0);
    expect(passwordIn(place.envText())).toBe('known-to-me');
  });
});

describe('a connection string of another server in .env', () => {
  const OTHER = 'MONGODB_CONNECTION_STRING=mongodb://me:s3cret@db.example.org/\n';

  it('is kept, and no user is made: exit code 1; --yes replaces it', async () => {
    const place = new Place();
    place.writeEnv(OTHER);
    const { code, stderr } = await place.run();
    expect(code).toBe(1);
    expect(stderr).toContain('MONGODB_CONNECTION_STRING in .env names another server or user');
    expect(stderr).not.toContain('s3cret');
    expect(place.envText()).toBe(OTHER);
    expect(place.state().users).toEqual([]);
    expect((await place.run(['--yes'])).code).toBe(0);
    expect(passwordIn(place.envText())).toMatch(/^[\w-]{32}$/);
    expect(place.envText()).not.toContain('s3cret');
  });
});

describe('setup atlas that cannot work', () => {
  it('without atlas on the PATH says where to get it: exit code 1', async () => {
    const place = new Place();
    const { code, stdout, stderr } = await place.run([], { PATH: join(place.path, 'atlas') });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^zava: There is no atlas on the PATH; get it from https:\/\/www\.mongodb\.com\/.*\n$/,
    );
  });

  it('with another program of that name says so: exit code 1', async () => {
    const place = new Place();
    const bin = join(place.path, 'other');
    mkdirSync(bin);
    writeFileSync(join(bin, 'atlas'), '#!/bin/sh\necho "atlas version v0.30.0"\n', { mode: 0o755 });
    const { code, stderr } = await place.run([], { PATH: `${bin}:/bin:/usr/bin` });
    expect(code).toBe(1);
    expect(stderr).toContain("The atlas on the PATH is another program than MongoDB's");
  });

  it('without a login says how: exit code 1', async () => {
    const { code, stderr } = await new Place({ loggedIn: false }).run();
    expect(code).toBe(1);
    expect(stderr).toBe('zava: atlas is not logged in to MongoDB Atlas; run atlas auth login.\n');
  });

  it('where Atlas refuses says what it said, and writes no .env: exit code 1', async () => {
    const place = new Place({ refuseClusters: true });
    const { code, stderr } = await place.run(['--tier', 'M10']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/zava: atlas clusters create zava .* failed: .*No payment information was found/);
    expect(existsSync(join(place.path, '.env'))).toBe(false);
  });

  it('with a project id that Atlas does not know: exit code 2', async () => {
    const place = new Place();
    const { code, stderr } = await place.run(['--project-id', '5'.repeat(24)]);
    expect(code).toBe(2);
    expect(stderr).toContain("The Atlas project id is '555555555555555555555555', which Atlas does not know");
    expect(place.state().clusters ?? []).toEqual([]);
  });

  it.each([
    [['--tier', 'M2000'], /--tier is 'M2000'; allowed is free, or M10 and larger/],
    [['--tier', 'M5'], /--tier is 'M5'/],
    [['--provider', 'IBM'], /--provider is 'IBM'; allowed is AWS, AZURE or GCP/],
    [['--access-list', '1.2.3.4/40'], /--access-list is '1.2.3.4\/40'; allowed is an IP address or a block/],
    [['--cluster', 'a b'], /--cluster is 'a b'/],
    [['--app-user', '-x y'], /--app-user is/],
    [['--project-id', 'mine'], /--project-id is 'mine'; allowed is 24 hexadecimal digits/],
  ])('%j: exit code 2, and atlas is not called', async (args, reason) => {
    const place = new Place();
    const { code, stdout, stderr } = await place.run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(reason);
    expect(place.calls()).toEqual([]);
  });
});
