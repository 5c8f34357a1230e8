/** What is asked before something is lost. */
import { COLLECTION_NAMES } from '../core/model/index.js';
import { hostsOf } from '../mongodb/connection-string.js';
import { heldDocuments } from '../mongodb/held-documents.js';
import { grouped } from '../ui/terminal/numbers.js';
import { type Danger, requirePermission } from '../ui/terminal/permission.js';
import type { Screen } from '../ui/terminal/screen.js';
import { counted } from '../ui/terminal/words.js';
import type { Session } from './database.js';

/**
 * Asks whether --drop may replace what the collections of a database hold; not where they hold nothing.
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
  const held = await heldDocuments(uri, database, COLLECTION_NAMES, signal);
  if (held.size === 0) return;
  const all = [...held.values()].reduce((sum, documents) => sum + documents, 0);
  const loss = counted(all, 'document');
  const details = [
    `${loss} in ${counted(held.size, 'collection')} will be replaced.`,
    ...[...held].map(([name, documents]) => `${name}: ${grouped(documents)}`),
  ];
  const danger = { answer: 'yes', host: hostsOf(uri), database, loss, details } as const;
  await requirePermission(danger, yes, screen, signal);
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
