/** What is asked before something is lost. */
import { COLLECTION_NAMES } from '../core/model/index.js';
import { command as aCommand, option } from '../core/options/table.js';
import { say } from '../message.js';
import { hostsOf } from '../mongodb/connection-string.js';
import { CONNECTOR_SESSIONS } from '../mongodb/connector.js';
import { heldDocuments } from '../mongodb/held-documents.js';
import { grouped } from '../ui/terminal/numbers.js';
import { type Danger, requirePermission } from '../ui/terminal/permission.js';
import type { Screen } from '../ui/terminal/screen.js';
import { counted } from '../ui/terminal/words.js';
import type { Session } from './database.js';

/** What is lost beside a connector, in a few words and in full. */
export const ON_DEVICES = "and on devices for good, as Ditto's connector follows it";

export const FINAL = [
  `Ditto's connector follows this database (it holds ${CONNECTOR_SESSIONS}): deletes are final on devices, also against later documents of the same ids.`,
  say`${aCommand('reset', option('soft'))} brings it back to its seed without deleting; another dataset belongs into another ${option('database')}.`,
];

/**
 * Asks whether --drop may replace what the collections of a database hold; not where they hold nothing. Where Ditto's
 * connector follows, the phrase is to be typed, as then more is lost than the database can get back.
 * @throws SettingsError where nobody can be asked and --yes is not given; ZavaError where the answer is no, or the server
 * is not to be reached.
 */
export async function requireDrop(
  { drop, yes }: { readonly drop?: boolean; readonly yes?: boolean },
  uri: string,
  database: string,
  { screen, signal }: { readonly screen: Screen; readonly signal: AbortSignal },
): Promise<void> {
  if (drop !== true || yes === true) return;
  const { documents: held, followed } = await heldDocuments(uri, database, COLLECTION_NAMES, signal);
  if (held.size === 0) return;
  const all = [...held.values()].reduce((sum, documents) => sum + documents, 0);
  const loss = counted(all, 'document');
  const details = [
    `${loss} in ${counted(held.size, 'collection')} will be replaced.`,
    ...[...held].map(([name, documents]) => `${name}: ${grouped(documents)}`),
    ...(followed ? FINAL.map((line) => screen.words(line)) : []),
  ];
  const danger = followed
    ? ({ answer: 'DELETE ALL DATA', loss: `${loss}, ${ON_DEVICES}` } as const)
    : ({ answer: 'yes', loss } as const);
  await requirePermission({ ...danger, host: hostsOf(uri), database, details }, yes, screen, signal);
}

/**
 * Says what will be lost in the database of a session, and waits for the answer unless --yes waives it.
 * @throws as `requirePermission`.
 */
export const requireFor = (
  { host, db, screen, signal }: Session,
  danger: Pick<Danger, 'answer' | 'loss' | 'details'>,
  yes: boolean | undefined,
): Promise<void> => requirePermission({ ...danger, host, database: db.databaseName }, yes, screen, signal);
