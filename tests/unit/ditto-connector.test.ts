/** What zava says of Ditto's connector: each form of it against the model, in both profiles. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { connectorFields } from '../../src/core/model/ditto.js';
import { COLLECTION_NAMES, MODELS } from '../../src/core/model/index.js';
import { DITTO_PROFILES } from '../../src/core/model/schema.js';
import { operatorYaml } from '../../src/tools/ditto/connector/operator.js';
import { portalChecklist } from '../../src/tools/ditto/connector/portal.js';
import { summaryYaml } from '../../src/tools/ditto/connector/summary.js';
import { REPOSITORY } from '../fixtures/cli.js';
import { dataBridgeSchema, LABEL_VALUE, secretSchema } from '../fixtures/data-bridge.js';

const requests = DITTO_PROFILES.map((profile) => ({ profile, database: 'zava' }));
const synced = COLLECTION_NAMES.filter((name) => MODELS[name].name !== 'product_embeddings');

/** The documents of a YAML text, whose placeholders are filled in as its user does. */
function resources(text: string): unknown[] {
  const filled = text
    .replace('<APP>', 'retail')
    .replace('<BIG-PEER>', 'big-peer')
    .replace('<CONNECTION STRING, IN BASE64>', Buffer.from('mongodb://x').toString('base64'));
  return parseAllDocuments(filled).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });
}

describe.each(requests)('for the operator, inventory by $profile', ({ profile, database }) => {
  const text = operatorYaml({ profile, database });

  it('has the shape of a BigPeerDataBridge and its Secret', () => {
    const [bridge, secret, ...others] = resources(text);
    expect(others).toEqual([]);
    const { metadata, spec } = dataBridgeSchema.parse(bridge);
    const { kubernetesSecret } = spec.bridge.mongoConnector.connectionSecret;
    const stub = secretSchema.parse(secret);
    expect(stub.metadata).toEqual({ name: kubernetesSecret.name, namespace: metadata.namespace });
    expect(Object.keys(stub.data)).toEqual([kubernetesSecret.connectionString]);
    expect(spec.bridge.mongoConnector.database).toBe(database);
  });

  it('gives each synced collection the fields of the model, and no other collection', () => {
    const { collections } = dataBridgeSchema.parse(resources(text)[0]).spec.bridge.mongoConnector;
    expect(Object.keys(collections)).toEqual(synced);
    for (const name of synced) {
      const fields = connectorFields(MODELS[name], profile);
      expect(collections[name]).toEqual({ fields, initialSync: true, mode: 'native', dqlStrictMode: false });
    }
    expect(collections.inventory.fields).toEqual(profile === 'uuid' ? ['_id'] : ['store_id', 'product_id']);
  });

  it('is refused by Kubernetes as long as its placeholders are not filled in', () => {
    const [bridge, secret] = parseAllDocuments(text).map((document) => document.toJS());
    for (const value of Object.values(bridge.metadata.labels)) expect(value).not.toMatch(LABEL_VALUE);
    expect(secretSchema.safeParse(secret).success).toBe(false);
  });

  it('says how the Secret is made, by the names that it has, and holds no connection string', () => {
    const { name } = parseAllDocuments(text)[1].toJS().metadata;
    expect(text).toContain(`kubectl create secret generic ${name} --namespace ditto --from-file=`);
    expect(text).not.toMatch(/mongodb(\+srv)?:\/\/[^"]*:[^"]*@/);
    expect(text).toMatch(/# dqlStrictMode false: .*\n +# .*must agree/);
  });
});

it('a database whose name YAML would take for something else stays that name', () => {
  for (const database of ['123', 'yes', 'null', '2026-01-01', "o'brien", '#x', '0x1F']) {
    const [bridge] = resources(operatorYaml({ profile: 'uuid', database }));
    expect(dataBridgeSchema.parse(bridge).spec.bridge.mongoConnector.database).toBe(database);
    expect(parse(summaryYaml({ profile: 'uuid', database })).mongodb.database).toBe(database);
  }
});

describe.each(requests)('for the portal, inventory by $profile', ({ profile, database }) => {
  it('has one entry for each synced collection, as the portal calls it', () => {
    const entries = [
      ...portalChecklist({ profile, database }).matchAll(/^- \[ \] (\w+): (M.*); initial sync on$/gm),
    ];
    expect(entries.map(([, name]) => name)).toEqual(synced);
    for (const [, name, entry] of entries) {
      const fields = connectorFields(MODELS[name as keyof typeof MODELS], profile);
      const mapped = `Map fields to Ditto ID: ${fields?.join(', ')}`;
      expect(entry).toBe(fields?.[0] === '_id' ? 'Match IDs' : mapped);
    }
  });

  it('says that nobody has tried it, and that embeddings stay away', () => {
    const text = portalChecklist({ profile, database });
    expect(text).toContain('Nobody has tried this list on the real portal');
    expect(text).toContain('- [ ] no entry for product_embeddings');
  });
});

describe('the summary', () => {
  const file = readFileSync(join(REPOSITORY, 'config/ditto_connector_config.yaml'), 'utf8');

  it('lies in config/ as the model makes it; `make docs` writes it again', () => {
    expect(file).toBe(summaryYaml({ profile: 'uuid', database: 'zava' }));
  });

  it('says at the top that no program reads it', () => {
    expect(file).toMatch(/^# A description for people\. No program of Ditto's reads this file/);
  });

  it('has the collections and ids of the original plan', () => {
    const { collections, connector_version, settings } = parse(file);
    expect(file).toContain('connector_version: 1.0\n');
    expect(connector_version).toBe(1);
    expect(settings.initial_sync).toBe(true);
    const field = (name: string) => ({ mode: 'single_field', field: name });
    const same = { mode: 'match_ids' };
    expect(collections.map(({ name, id_mapping }: Record<string, unknown>) => [name, id_mapping])).toEqual([
      ['stores', field('store_id')],
      ['categories', same],
      ['product_types', same],
      ['products', field('product_id')],
      ['product_embeddings', undefined],
      ['customers', field('customer_id')],
      ['inventory', same],
      ['orders', field('order_id')],
      ['order_items', same],
    ]);
    for (const { name, sync_enabled } of collections)
      expect(sync_enabled).toBe(name !== 'product_embeddings');
  });

  it('of the other profile maps the inventory by two fields', () => {
    const { collections } = parse(summaryYaml({ profile: 'store-product', database: 'zava' }));
    expect(collections.find(({ name }: { name: string }) => name === 'inventory').id_mapping).toEqual({
      mode: 'multiple_fields',
      fields: ['store_id', 'product_id'],
    });
  });
});
