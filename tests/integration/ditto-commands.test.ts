/** zava ditto connector, permissions and subscriptions as people call them: output, exit codes, one JSON document. */
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { makeProgram } from '../../src/commands/program.js';
import { messageOf, SettingsError } from '../../src/errors.js';
import { Output } from '../../src/ui/terminal/output.js';
import { succeed, zava } from '../fixtures/cli.js';

const json = async (...args: string[]) => {
  const { stdout, stderr } = await succeed(['ditto', ...args, '--json']);
  return { document: JSON.parse(stdout), stderr };
};

/** The sentence by which the program refuses a command line, called in this process. */
async function refusal(...args: string[]): Promise<string> {
  const argv = ['ditto', ...args];
  const { signal } = new AbortController();
  const program = await makeProgram({ env: {}, cwd: '/', argv, output: new Output(), signal });
  const error = await program.parseAsync(argv, { from: 'user' }).catch((reason) => reason);
  expect(error).toBeInstanceOf(SettingsError);
  return messageOf(error, 'command line');
}

it('a refusal is exit code 2 and one sentence on standard error', async () => {
  const { code, stdout, stderr } = await zava(['ditto', 'permissions', '--role', 'manger']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(`zava: ${await refusal('permissions', '--role', 'manger')}\n`);
});

describe('zava ditto connector', () => {
  it('prints the YAML of the resource and its Secret, and nothing else', async () => {
    const { stdout, stderr } = await succeed([
      'ditto',
      'connector',
      '--database',
      'shop',
      '--inventory',
      'uuid',
    ]);
    const [bridge, secret] = parseAllDocuments(stdout).map((document) => document.toJS());
    expect([bridge.kind, secret.kind, stderr]).toEqual(['BigPeerDataBridge', 'Secret', '']);
    expect(bridge.spec.bridge.mongoConnector).toMatchObject({
      database: 'shop',
      collections: { inventory: { fields: ['_id'] } },
    });
  });

  it('takes the summary by uuid, unless another profile is asked for', async () => {
    const { document } = await json('connector', '--target', 'summary');
    expect(document).toMatchObject({ command: 'ditto connector', target: 'summary', inventory: 'uuid' });
    const other = await json('connector', '--target', 'summary', '--inventory', 'store-product');
    expect(other.document.inventory).toBe('store-product');
  });
});

describe('zava ditto permissions', () => {
  it('prints what a webhook answers, and says beside it what Ditto cannot limit', async () => {
    const args = ['ditto', 'permissions', '--role', 'manager', '--store', 'tacoma'];
    const { stdout, stderr } = await succeed(args);
    const { document } = await json(...args.slice(1));
    expect(JSON.parse(stdout)).toEqual(document.answer);
    expect(document).toMatchObject({ role: 'manager', store: 'store_tacoma', inventory: 'store-product' });
    expect(stderr).toContain('Note: Ditto cannot limit customers, orders, order_items to store_tacoma');
  });

  it.each([
    [['--role', 'manger'], "--role is 'manger'; allowed is .*; the nearest is 'manager'"],
    [
      ['--role', 'store-worker', '--store', 'seatle'],
      "--store is 'seatle'; .*; the nearest is 'store_seattle'",
    ],
    [
      ['--role', 'manager', '--store', 'tacoma', '--inventory', 'uuid'],
      '--role manager has a rule of inventory',
    ],
  ])('refuses %j in one sentence', async (args, sentence) => {
    expect(await refusal('permissions', ...args)).toMatch(new RegExp(`^${sentence}.*.$`));
  });
});

describe('zava ditto subscriptions', () => {
  const rep = ['subscriptions', '--role', 'sales-rep', '--preset', 'tiny'];

  it('counts for a sales rep, whose --customers suit a --scale', async () => {
    const { document } = await json(...rep, '--scale', '2', '--store', 'seattle', '--customers', '20');
    const { subscriptions, documents, bytes, planned } = document;
    const sum = (of: 'documents' | 'bytes') =>
      subscriptions.reduce((all: number, one: Record<typeof of, number>) => all + one[of], 0);
    expect({ documents, bytes }).toEqual({ documents: sum('documents'), bytes: sum('bytes') });
    const [customers] = subscriptions.filter(
      ({ collection }: { collection: string }) => collection === 'customers',
    );
    expect(customers).toMatchObject({
      query: 'SELECT * FROM customers WHERE customer_id IN :customerIds',
      documents: 20,
    });
    expect(customers.arguments.customerIds).toHaveLength(20);
    expect(planned.bytes).toBe(1_000_000);
  });

  it('shows a table with the sum beside what was planned, and long arguments by their length', async () => {
    const { stdout, stderr } = await succeed(['ditto', ...rep, '--store', 'seattle']);
    expect(stdout).toContain('SELECT * FROM order_items WHERE order_id IN :orderIds');
    expect(stdout).toMatch(/^:customerIds is \['cust_\w+', 'cust_\w+', \.\.\. \d+ in all\]$/m);
    expect(stdout).toMatch(
      /The device holds [\d,]+ documents, .* as JSON in UTF-8; the original plan expected about 1 MB/,
    );
    expect(stderr).toContain('Note: lines name no customer');
  });

  it.each([
    [['--role', 'manager'], '--role manager works in one store; give --store'],
    [['--role', 'manager', '--store', 'x', '--customers', '3'], "--store is 'x'; allowed is one of"],
    [
      ['--role', 'manager', '--store', 'tacoma', '--customers', '3'],
      '--customers names the customers of a sales rep',
    ],
    [['--role', 'super-manager', '--since', '2027-01-01'], "--since is '2027-01-01'; allowed is a day up to"],
  ])('refuses %j in one sentence', async (args, sentence) => {
    expect(await refusal('subscriptions', ...args)).toMatch(new RegExp(`^${sentence}.*.$`));
  });
});
