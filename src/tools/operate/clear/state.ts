/** What a collection is besides its documents: its options and its indexes, to be the same before and after. */
import { EJSON } from 'bson';
import type { Document } from 'mongodb';
import type { Deployment } from '../deployment.js';

export interface CollectionState {
  /** As listCollections tells them. */
  readonly options: Document;
  /** As listIndexes tells them, with the one on `_id`. */
  readonly indexes: readonly Document[];
}

/** Undefined where there is no collection of that name. */
export async function stateOf({ db }: Deployment, name: string): Promise<CollectionState | undefined> {
  const [info] = await db.listCollections({ name }).toArray();
  if (info === undefined) return undefined;
  // Numbers keep their BSON types: a copy is to be the same to the last bit.
  const indexes = await db.collection(name).listIndexes({ promoteValues: false }).toArray();
  return { options: (info as { options?: Document }).options ?? {}, indexes };
}

/** Words for what differs; empty where nothing does. The order of the indexes says nothing. */
export function differences(before: CollectionState, after: CollectionState): string[] {
  const found: string[] = [];
  if (text(before.options) !== text(after.options)) found.push('its options');
  const [was, is] = [byName(before.indexes), byName(after.indexes)];
  for (const name of new Set([...was.keys(), ...is.keys()])) {
    if (was.get(name) !== is.get(name)) found.push(`the index ${name}`);
  }
  return found;
}

const text = (document: Document): string => EJSON.stringify(sorted(document), { relaxed: false });

/** The names of options are sorted; what they hold, such as a validator, is left as it is. */
const sorted = (document: Document): Document =>
  Object.fromEntries(Object.entries(document).sort(([a], [b]) => (a < b ? -1 : 1)));

/** `ns` and `background` stand in some servers' answers only, and mean nothing. */
const byName = (indexes: readonly Document[]): Map<string, string> =>
  new Map(indexes.map(({ ns, background, ...index }) => [String(index.name), text(index)]));
