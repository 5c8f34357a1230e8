/** docs/CONNECTOR_SETUP.md against the code: command lines, ids, roles, settings of the resource. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectorFields } from '../../src/core/model/ditto.js';
import { COLLECTION_NAMES, MODELS } from '../../src/core/model/index.js';
import { DITTO_PROFILES } from '../../src/core/model/schema.js';
import { DITTO_ROLES } from '../../src/core/options/ditto-options.js';
import { dataBridge, secretStub } from '../../src/tools/ditto/connector/operator.js';
import { readRoles } from '../../src/tools/ditto/permissions/roles-file.js';
import type { DittoRules } from '../../src/tools/ditto/permissions/types.js';
import { REPOSITORY } from '../fixtures/cli.js';
import { parseCommandLine } from '../fixtures/commands.js';
import { blocks, quotedCommands } from '../fixtures/deployment-doc.js';

const page = readFileSync(join(REPOSITORY, 'docs/CONNECTOR_SETUP.md'), 'utf8');
const commands = quotedCommands(page);

/** The rows of the tables whose first cell is code, by that code. */
const rows = new Map(
  [...page.matchAll(/^\| `([\w-]+)` \|(.*)\|$/gm)].map(([, name, cells = '']) => [
    name,
    cells.split('|').map((cell) => cell.trim()),
  ]),
);
const codes = (text = ''): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

describe('command lines', () => {
  it('are there, of every command of the way', () => {
    const names = commands.map(({ words }) => words.slice(0, 2).join(' '));
    for (const name of [
      'check',
      'change-streams enable',
      'ditto check',
      'ditto connector',
      'ditto permissions',
    ])
      expect(names).toContain(name);
    expect(names.some((name) => name.startsWith('trigger-sync'))).toBe(true);
  });

  it.each(commands.map(({ line, words }) => [line.trim(), words] as const))('%s', async (_, words) => {
    await parseCommandLine(words);
  });

  it('make the Secret that the resource names', () => {
    const { metadata, data } = secretStub();
    const [key] = Object.keys(data);
    expect(blocks('sh', page).join('\n')).toContain(
      `kubectl create secret generic ${metadata.name} --namespace ${metadata.namespace} --from-file=${key}=/dev/stdin`,
    );
  });
});

it("each collection's id is the model's, in both profiles", () => {
  for (const name of COLLECTION_NAMES) {
    const ids = DITTO_PROFILES.map((profile) => connectorFields(MODELS[name], profile));
    if (ids[0] === undefined) expect(rows.has(name)).toBe(false);
    else expect(rows.get(name)?.map(codes), name).toEqual(ids);
  }
});

it('the settings of the resource are those that are printed', () => {
  const { collections } = dataBridge({ database: 'zava', profile: 'uuid' }).spec.bridge.mongoConnector;
  const { fields: _, ...settings } = collections.stores ?? {};
  expect(Object.keys(settings).length).toBe(3);
  for (const [name, value] of Object.entries(settings))
    expect(codes(rows.get(name)?.[0])).toEqual([String(value)]);
});

it('each role reads and changes what the file of roles says', () => {
  const catalog = ['stores', 'categories', 'product_types', 'products'];
  const told = (cell = ''): string[] => [
    ...(cell.includes('stores, catalog') ? catalog : []),
    ...codes(cell),
  ];
  const ruled = ({ everything, queriesByCollection }: DittoRules) =>
    everything ? [] : Object.keys(queriesByCollection);
  const byStore = ({ queriesByCollection }: DittoRules) =>
    queriesByCollection.inventory?.some((query) => query.includes('store_id')) ?? false;
  const { roles } = readRoles();
  for (const role of DITTO_ROLES) {
    const { read, write } = roles[role].permissions;
    for (const [i, rules] of [read, write].entries()) {
      const cell = rows.get(role)?.[i] ?? '';
      expect(cell === 'everything', role).toBe(rules.everything);
      expect(told(cell).sort(), role).toEqual(ruled(rules).sort());
      expect(cell.includes("its store's `inventory`"), role).toBe(byStore(rules));
    }
  }
});
