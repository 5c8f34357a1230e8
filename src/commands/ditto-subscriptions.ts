/** zava ditto subscriptions: what a device subscribes to, and how much it then holds. */
import type { DittoRole } from '../core/options/ditto-options.js';
import { option } from '../core/options/table.js';
import type { OnProgress } from '../core/progress.js';
import type { World } from '../core/settings/settings.js';
import { sliceOf, storeIdOf } from '../core/slices/request.js';
import { SettingsError } from '../errors.js';
import { say } from '../message.js';
import { requireStore, roleOf } from '../tools/ditto/role.js';
import { repCustomers } from '../tools/ditto/subscriptions/customers.js';
import { type Holding, holdingsOf } from '../tools/ditto/subscriptions/holdings.js';
import { PLANNED } from '../tools/ditto/subscriptions/planned.js';
import type { Argument, Device } from '../tools/ditto/subscriptions/statements.js';
import { grouped, size } from '../ui/terminal/numbers.js';
import type { Bar } from '../ui/terminal/progress.js';
import type { Screen } from '../ui/terminal/screen.js';
import { counted } from '../ui/terminal/words.js';
import { type Define, prepare } from './command.js';
import { NOTHING_CHANGED, underBar } from './interruption.js';
import { addOptions, type FlagsOf, OUTPUT } from './options.js';

const FLAGS = [
  'role',
  ['store', 'the store of the device: seattle or store_seattle'],
  'repCustomers',
  ['since', 'only orders from that day on, in UTC, as a device needs few old ones'],
  ...(['preset', 'scale', 'seed', 'start', 'end', 'config'] as const),
  ...OUTPUT,
] as const;

type Flags = FlagsOf<(typeof FLAGS)[number]>;

/** Milliseconds after which somebody who waits is told how far it is. */
const PATIENCE_MS = 1000;

export const defineSubscriptions: Define = (command, context) => {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      `
Prints the statements for ditto.sync.registerSubscription with their arguments, and counts in the dataset itself what
each brings: documents, and their bytes as JSON in UTF-8. Ditto's own store takes more than that. The size of the dataset
comes from --preset or --scale, as --customers says here whom a sales rep looks after: customer_ids by commas, or how many
of the store's (100 unless given). No server is needed, and nothing is written.

Examples:
  npx zava ditto subscriptions --role manager --store seattle --since 2026-10-03
  npx zava ditto subscriptions --role sales-rep --store tacoma --customers 100 --json`,
    )
    .action(async (flags: Flags) => {
      const role = roleOf(flags.role);
      // Those of a sales rep do not say how many the dataset has.
      const { customers: _, ...ofWorld } = flags;
      const { settings, screen } = await prepare(ofWorld, context);
      const device = deviceOf(role, flags, settings.world);
      if (role === 'super-manager' && flags.store !== undefined)
        screen.note(say`Note: ${option('store')} changes nothing: a super manager follows every store.`);
      const { signal } = context;
      const holdings = await underBar(
        { screen, signal },
        () => NOTHING_CHANGED,
        ({ onProgress }) => holdingsOf(settings.world, device, { signal, onProgress }),
        patient(screen.progress()),
      );
      show(screen, device, holdings);
    });
};

function deviceOf(
  role: DittoRole,
  { store, customers, since }: Pick<Flags, 'store' | 'customers' | 'since'>,
  world: World,
): Device {
  const storeId = store === undefined ? undefined : storeIdOf(store, world);
  if (role !== 'sales-rep' && customers !== undefined) {
    throw new SettingsError(
      say`${option('repCustomers')} names the customers of a sales rep; allowed is ${option('role', 'sales-rep')} with it.`,
    );
  }
  const bound = since === undefined ? {} : { since: sliceOf({ since }, world)?.since };
  if (role === 'super-manager') return { role, ...bound };
  if (role === 'sales-rep')
    return { role, storeId, customerIds: repCustomers(customers, storeId, world), ...bound };
  return { role, storeId: requireStore(role, storeId), ...bound };
}

/** Says nothing of what is over in a moment. */
function patient({ onProgress, stop }: Bar): Bar {
  const start = performance.now();
  const late: OnProgress = (progress) => {
    if (performance.now() - start > PATIENCE_MS) onProgress?.(progress);
  };
  return { onProgress: onProgress && late, stop };
}

/** An argument for people: long lists by their length. */
const argumentWords = (value: Argument): string =>
  typeof value === 'string'
    ? `'${value}'`
    : value.length > 3
      ? `[${value
          .slice(0, 2)
          .map((one) => `'${one}'`)
          .join(', ')}, ... ${grouped(value.length)} in all]`
      : `[${value.map((one) => `'${one}'`).join(', ')}]`;

function show(
  screen: Screen,
  { role, storeId, customerIds, since }: Device,
  holdings: readonly Holding[],
): void {
  const documents = holdings.reduce((sum, holding) => sum + holding.documents, 0);
  const bytes = holdings.reduce((sum, holding) => sum + holding.bytes, 0);
  const planned = PLANNED[role];
  screen.json({
    ...{
      command: 'ditto subscriptions',
      role,
      store: storeId ?? null,
      customers: customerIds?.length ?? null,
    },
    ...{ since: since ?? null, subscriptions: holdings, documents, bytes, planned },
  });
  screen.table(
    ['subscription', 'documents', 'as JSON'],
    [
      ...holdings.map((holding) => [holding.query, grouped(holding.documents), size(holding.bytes)]),
      ['all', grouped(documents), size(bytes)],
    ],
  );
  const values = Object.entries(Object.assign({}, ...holdings.map((holding) => holding.arguments)));
  for (const [name, value] of values) screen.say(`:${name} is ${argumentWords(value as Argument)}`);
  screen.say(
    `The device holds ${counted(documents, 'document')}, ${size(bytes)} as JSON in UTF-8; the original plan expected ${planned.words}.`,
  );
  if (bytes > planned.bytes && since === undefined)
    screen.note(
      say`Note: ${option('since')} bounds the orders and lines by their day, which are most of it.`,
    );
  if (role === 'sales-rep')
    screen.note(
      'Note: lines name no customer, so the last statement has the ids of the orders; register it anew when orders come.',
    );
}
