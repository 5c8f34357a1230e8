/** What a webhook answers, by role: in Ditto's shape, by rules that Ditto can apply, and honest about those it cannot. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { COLLECTION_NAMES } from '../../src/core/model/index.js';
import { DITTO_ROLES, type DittoRole } from '../../src/core/options/ditto-options.js';
import { SettingsError } from '../../src/errors.js';
import { dittoPermissions } from '../../src/library/ditto.js';
import { permissionsFor } from '../../src/tools/ditto/permissions/answer.js';
import { namesOnlyId, partsIn } from '../../src/tools/ditto/permissions/queries.js';
import { checkedRoles, readRoles } from '../../src/tools/ditto/permissions/roles-file.js';
import { REPOSITORY } from '../fixtures/cli.js';

const PROFILE = 'store-product';
const ofRole = (role: DittoRole, storeId?: string, profile: 'store-product' | 'uuid' = PROFILE) =>
  permissionsFor({ role, storeId, profile });
const allRoles = DITTO_ROLES.map((role) => [role, ofRole(role, 'store_tacoma')] as const);

/** The response of a webhook as Ditto documents it. */
const rules = z.strictObject({
  everything: z.boolean(),
  queriesByCollection: z.record(z.string(), z.array(z.string()).min(1)),
});
const response = z.strictObject({
  authenticated: z.literal(true),
  userID: z.string().min(1),
  expirationSeconds: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  permissions: z.strictObject({ read: rules, write: rules, remoteQuery: z.boolean() }),
});

describe.each(allRoles)('%s', (role, { answer, unlimited }) => {
  const { read, write } = answer.permissions;
  const queries = [read, write].flatMap(({ queriesByCollection }) =>
    Object.values(queriesByCollection).flatMap((list) => list ?? []),
  );

  it('has the shape that Ditto takes, and names nothing but _id', () => {
    response.parse(answer);
    for (const query of queries) expect(query).toMatch(/^(true|_id\.store_id == 'store_tacoma')$/);
  });

  it('writes nothing that it cannot read, and no embeddings', () => {
    if (read.everything) return expect(role).toBe('super-manager');
    expect(write.everything).toBe(false);
    expect(Object.keys(read.queriesByCollection)).toEqual(
      expect.arrayContaining(Object.keys(write.queriesByCollection)),
    );
    expect(Object.keys(read.queriesByCollection)).not.toContain('product_embeddings');
  });

  it('says of which collections it gets the documents of all stores and customers', () => {
    const named = new Set(
      [read, write].flatMap(({ queriesByCollection }) => Object.keys(queriesByCollection)),
    );
    const owned = ['customers', 'orders', 'order_items'].filter((name) => named.has(name));
    expect(unlimited).toEqual(COLLECTION_NAMES.filter((name) => owned.includes(name)));
  });
});

describe('a store', () => {
  it('rules the stock of a worker, and the changes of a manager', () => {
    const own = ["_id.store_id == 'store_seattle'"];
    const worker = ofRole('store-worker', 'store_seattle').answer.permissions;
    expect(worker.read.queriesByCollection.inventory).toEqual(own);
    expect(worker.write.queriesByCollection).toEqual({ inventory: own, orders: ['true'] });
    const manager = ofRole('manager', 'store_seattle').answer.permissions;
    expect(manager.read.queriesByCollection.inventory).toEqual(['true']);
    expect(manager.write.queriesByCollection.inventory).toEqual(own);
  });

  it.each(['store-worker', 'manager'] as const)('is what %s needs', (role) => {
    expect(() => ofRole(role)).toThrow(/^role: '.*' works in one store; give store with its name/);
  });

  it('is nothing that a sales rep or a super manager needs', () => {
    expect(ofRole('sales-rep').byStore).toBe(false);
    expect(ofRole('super-manager').answer.userID).toBe('super-manager');
  });
});

describe('on the uuid profile', () => {
  it.each(['store-worker', 'manager'] as const)(
    'the rule of %s by store is refused in one sentence',
    (role) => {
      expect(() => ofRole(role, 'store_seattle', 'uuid')).toThrow(SettingsError);
      expect(() => ofRole(role, 'store_seattle', 'uuid')).toThrow(
        /^role: '[\w-]+' has a rule of inventory by store_id, which ids of the profile uuid do not hold; allowed is inventory: 'store-product', [^.]*\.$/,
      );
    },
  );

  it('roles without such a rule are as on the other, and the stock is one thing more that is not limited', () => {
    expect(ofRole('sales-rep', undefined, 'uuid').answer).toEqual(ofRole('sales-rep').answer);
    expect(ofRole('sales-rep', undefined, 'uuid').unlimited).toContain('inventory');
  });
});

describe('a query', () => {
  it.each([
    'true',
    "_id.store_id == '{store_id}'",
    "_id == 'deleted = false' OR _id IN ['a', 'b']",
    "NOT _id.store_id == 'it\\'s stock_level'",
  ])('%s names nothing but _id', (query) => expect(namesOnlyId(query)).toBe(true));

  it.each([
    '',
    ' ',
    'deleted = false',
    '_id.store_id == {store_id}',
    "store_id == 'x'",
    '_id IN (SELECT _id FROM orders)',
    '_id == :user',
    "_id.store_id.x == 'y'",
    "_id['store_id'] == 'x'",
    "`_id` == 'x'",
    "my_id == 'x'",
  ])('%j is refused', (query) => expect(namesOnlyId(query)).toBe(false));

  it('tells the parts of _id, but not those in a text', () => {
    expect(partsIn("_id.store_id == '_id.x' AND _id.product_id == 'p'")).toEqual(['store_id', 'product_id']);
  });
});

describe('config/ditto_permissions.json', () => {
  const file = JSON.parse(readFileSync(join(REPOSITORY, 'config/ditto_permissions.json'), 'utf8'));
  const with_ = (change: (copy: typeof file) => void) => {
    const copy = structuredClone(file);
    change(copy);
    return () => checkedRoles(copy, 'roles.json');
  };

  it('is what the code reads, and holds every role', () => {
    expect(readRoles()).toEqual(file);
    expect(Object.keys(file.roles)).toEqual([...DITTO_ROLES]);
  });

  it.each([
    [
      'a query by another field',
      (copy: typeof file) =>
        copy.roles.manager.permissions.read.queriesByCollection.orders.push("store_id == 'x'"),
      /^roles\.manager\.permissions\.read\.queriesByCollection\.orders\[1\] in roles\.json is '.*'; allowed is a query that names nothing but _id/,
    ],
    [
      'a collection that is not synced',
      (copy: typeof file) => {
        copy.roles.manager.permissions.read.queriesByCollection.product_embeddings = ['true'];
      },
      /product_embeddings/,
    ],
    [
      'no expiration',
      (copy: typeof file) => {
        delete copy.expirationSeconds;
      },
      /^expirationSeconds in roles\.json is .*; allowed is a whole number from 60/,
    ],
    [
      'a role too few',
      (copy: typeof file) => {
        delete copy.roles.manager;
      },
      /manager in roles\.json/,
    ],
    [
      'a word too much',
      (copy: typeof file) => {
        copy.roles.manager.condition = 'store_id = $user.store_id';
      },
      /^Unknown key 'condition'/,
    ],
  ])('is refused with %s', (_, change, message) => {
    expect(with_(change)).toThrow(SettingsError);
    expect(with_(change)).toThrow(message);
  });
});

describe('dittoPermissions of the library', () => {
  it('takes the store by either name, and the user', async () => {
    const [short, long] = await Promise.all(
      ['everett', 'store_everett'].map((store) =>
        dittoPermissions({ role: 'manager', store, userID: 'ann' }),
      ),
    );
    expect(short).toEqual(long);
    expect(short).toEqual({ ...ofRole('manager', 'store_everett').answer, userID: 'ann' });
  });

  it.each([
    [{ role: 'boss' }, /^role is 'boss'; allowed is store-worker/],
    [{}, /^role is missing/],
    [{ role: 'manager', store: 'evrett' }, /the nearest is 'store_everett'\.$/],
    [{ role: 'manager', stor: 'x' }, /^Unknown option 'stor'/],
    [{ role: 'manager', inventory: 'sku' }, /^inventory is 'sku'; allowed is store-product or uuid/],
    [undefined, /^The options are undefined/],
  ])('refuses %j', async (options, message) => {
    await expect(dittoPermissions(options as never)).rejects.toThrow(message);
  });
});
