/** docs/DEPLOYMENT.md against the code: messages, command lines, links, and tables that the model decides. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_DITTO_PROFILE, dittoIdOf, SYNCED } from '../../src/core/model/ditto.js';
import { MODELS } from '../../src/core/model/index.js';
import type { CollectionModel } from '../../src/core/model/schema.js';
import type { CommandName } from '../../src/core/options/commands.js';
import { command, type OptionName, option } from '../../src/core/options/table.js';
import { RIGHTS } from '../../src/tools/operate/check/rights.js';
import { VARIABLES } from '../../src/tools/operate/check/variables.js';
import { userRoles } from '../../src/tools/operate/setup/atlas-commands.js';
import { applicationPrivileges, rolesOf } from '../../src/tools/operate/setup/users.js';
import { REPOSITORY } from '../fixtures/cli.js';
import { parseCommandLine } from '../fixtures/commands.js';
import { composeProject } from '../fixtures/compose.js';
import {
  blocks,
  deploymentDoc,
  fixedParts,
  prose,
  quotedCommands,
  quotedMessages,
  wordsOf,
} from '../fixtures/deployment-doc.js';

const files = readdirSync(join(REPOSITORY, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(REPOSITORY, 'src', name), 'utf8'))
  .join('\n')
  // As it is printed.
  .replace(/\\(['"`])/g, '$1');

/** Texts with a name of their own, which others are made of. */
const constants = new Map(
  [...files.matchAll(/^(?:export )?const ([A-Z_]+) =\s+(['"])(.*)\2;$/gm)].map(([, name, , text]) => [
    name,
    text,
  ]),
);

/** A call of `option` or `command` in a template, as the command line writes it; names of variables stay `${...}`. */
function typed(call: string): string {
  const words = [...call.matchAll(/'([^']*)'|\b(option)\(|([A-Za-z_]\w*)(?!\()\b/g)].flatMap(
    ([, text, inner, name]) => (inner ? [] : [text ?? constants.get(name ?? '') ?? `\${${name}}`]),
  );
  const [first = '', second, third] = words;
  if (call.startsWith('option')) return option(first as OptionName, second).typed;
  const options = second === undefined ? [] : [option(second as OptionName, third)];
  return command(first as CommandName, ...options).typed;
}

/** All text that zava can print; what templates fill in otherwise stands there as `${...}`. */
const source = files
  .replace(/\$\{([A-Z_]+)\}/g, (found, name) => constants.get(name) ?? found)
  .replace(/\$\{((?:option|command|aCommand)\('[^{}]*\))(?:\.typed)?\}/g, (_, call) => typed(call))
  // Of what is said about a setting, the fixed words stand in errors.ts.
  .replace(/\bproblem:\s+(?:say)?['`]/g, "', ")
  .replace(/\ballowed:\s+(?:say)?['`]/g, 'allowed is ');

/** The rows of a table, by their first cell's words in code. */
function rows(heading: string): string[][] {
  const section = deploymentDoc().split(`${heading}\n`)[1]?.split(/^#+ /m)[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const codes = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

describe('messages', () => {
  it('are quoted, dozens of them, none twice', () => {
    expect(quotedMessages().length).toBeGreaterThan(35);
    expect(new Set(quotedMessages()).size).toBe(quotedMessages().length);
  });

  it.each(quotedMessages())('%s', (message) => {
    // What stands between a semicolon or colon and the next may come from another place of the source.
    const pieces = fixedParts(message)
      .flatMap((part) => part.split(/[:;] |[:;,.]$|^[:;,] ?/))
      .map((piece) => piece.trim())
      .filter((piece) => piece.length > 1);
    expect(pieces.join(' ').length).toBeGreaterThan(20);
    // Not toContain, which would print the whole source.
    expect(pieces.filter((piece) => !source.includes(piece))).toEqual([]);
  });
});

describe('command lines', () => {
  it('are there', () => {
    expect(quotedCommands().length).toBeGreaterThan(50);
  });

  it.each(quotedCommands().map(({ line, words }) => [line.trim(), words] as const))(
    '%s',
    async (_, words) => {
      const { command: whole } = composeProject().services.zava as { command: string[] };
      await parseCommandLine(words.length === 0 ? whole : words);
    },
  );

  it('would be refused if they were wrong', async () => {
    for (const line of [
      'load --dorp',
      'load --seed',
      'indexes lsit',
      'reload',
      'setup --tier M10',
      'check mongodb://x',
    ]) {
      await expect(parseCommandLine(wordsOf(line)), line).rejects.toThrow();
    }
  });

  it('of Compose name its services and profiles', () => {
    const { services } = composeProject();
    const lines = blocks('sh')
      .flatMap((block) => block.split('\n'))
      .filter((line) => line.startsWith('docker compose '));
    expect(lines.length).toBeGreaterThan(4);
    const profiles = Object.values(services).flatMap((service) => service.profiles ?? []);
    for (const line of lines) {
      expect(line).toMatch(/^docker compose (--profile \w+ )?(up|down|run)\b/);
      for (const [, profile] of line.matchAll(/--profile (\w+)/g)) expect(profiles).toContain(profile);
      for (const [, service] of line.matchAll(/run --rm (\w+)/g))
        expect(Object.keys(services)).toContain(service);
    }
  });

  it('of Docker stand in the file that they build', () => {
    const file = readFileSync(join(REPOSITORY, 'deploy/docker/Dockerfile.seeded'), 'utf8');
    const lines = blocks('sh')
      .flatMap((block) => block.split('\n'))
      .filter((line) => /^docker (?!compose )/.test(line));
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(file).toContain(`#   ${line}\n`);
  });
});

describe('links and names', () => {
  const anchors = [...deploymentDoc().matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
  const links = [...prose().matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

  it.each([...new Set(links)].filter((link) => !link.startsWith('https://')))('%s is there', (link) => {
    const [file, anchor] = link.split('#');
    if (file) expect(existsSync(join(dirname(join(REPOSITORY, 'docs/DEPLOYMENT.md')), file))).toBe(true);
    else expect(anchors).toContain(anchor);
  });

  it('variables are ones that zava, its setup or Compose know', () => {
    const known = [
      ...VARIABLES.map(({ name }) => name),
      'ZAVA_APP_PASSWORD',
      'ZAVA_READ_ONLY_PASSWORD',
      'MONGODB_PORT',
    ];
    const named = codes(prose()).filter((code) => /^[A-Z]+_[A-Z_]+$/.test(code));
    expect(named.length).toBeGreaterThan(5);
    for (const name of named) expect(known).toContain(name);
  });

  it('files of .env.sample, configuration and record are called as they are', () => {
    expect(deploymentDoc()).toContain('[.env.sample](../.env.sample)');
    expect(readFileSync(join(REPOSITORY, 'config/generation_config.yaml'), 'utf8')).toContain(
      'retry_seconds:',
    );
  });
});

describe('the tables of users and rights', () => {
  const table = rows('## Users and rights');
  const row = (first: string) => table.find(([cell]) => cell?.startsWith(first))?.join(' ') ?? '';

  it('say the roles that setup gives', () => {
    for (const { role } of rolesOf('application', 'zava'))
      expect(codes(row('application (`--app-user`)'))).toContain(role);
    for (const { role } of rolesOf('read-only', 'zava')) expect(codes(row('read-only'))).toContain(role);
    const plan = { database: 'zava' } as Parameters<typeof userRoles>[0];
    const inAtlas = userRoles(plan).map((role) => role.split('@')[0]);
    expect(codes(row('application in Atlas'))).toEqual(expect.arrayContaining(inAtlas));
  });

  it('give a reason for every right that check looks for and setup gives, and for no other', () => {
    const needed = RIGHTS.flatMap(({ actions }) => actions);
    const given = applicationPrivileges('zava').flatMap(({ actions }) => actions as string[]);
    const header = table.findIndex(([cell]) => cell === 'right');
    const told = table.slice(header + 2).flatMap(([cell = '']) => codes(cell));
    expect(told.sort()).toEqual([...new Set([...needed, ...given])].sort());
  });
});

describe('the tables of collections', () => {
  it("give each synced collection the model's id in Ditto", () => {
    const table = rows('### The id of each collection').filter(([cell]) => cell?.startsWith('`'));
    expect(table.map(([cell = '']) => codes(cell)[0])).toEqual(SYNCED);
    for (const [name = '', id = '', why = ''] of table) {
      const model: CollectionModel = MODELS[codes(name)[0] as keyof typeof MODELS];
      const [field] = dittoIdOf(model, DEFAULT_DITTO_PROFILE) as readonly string[];
      if (model.name === 'inventory') expect(id).toContain('two profiles');
      else if (field === '_id' || field === model.idField) expect(id).toBe('Match IDs');
      else expect(id).toBe(`Map fields to Ditto ID: \`${field}\``);
      if (id === 'Match IDs' && model.idField !== undefined)
        expect(codes(why)).toEqual(['_id', model.idField]);
    }
  });

  it('shard by fields that all documents have, with every unique index of the collection under them', () => {
    const table = rows('### In a sharded cluster').filter(([cell]) => cell?.startsWith('`'));
    expect(table.map(([cell = '']) => codes(cell)[0])).toEqual(['orders', 'order_items', 'customers']);
    for (const [name = '', key = ''] of table) {
      const model: CollectionModel = MODELS[codes(name)[0] as keyof typeof MODELS];
      const field = /\{ (\w+): 'hashed' \}/.exec(key)?.[1];
      const unique = model.indexes.filter((index) => index.unique).map((index) => Object.keys(index.key)[0]);
      if (field === undefined) expect(new Set(unique).size).toBeGreaterThan(1);
      else {
        expect(model.fields.find((one) => one.name === field)?.optional).toBeUndefined();
        for (const first of unique) expect(first).toBe(field);
      }
    }
  });
});
