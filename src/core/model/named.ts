/** Collections by the names that people type: order_items, order-items, or orderItems as in the library. */
import { SettingsError } from '../../errors.js';
import { quoted } from '../../secrets.js';
import { nearest } from '../nearest.js';
import { option } from '../options/table.js';
import { COLLECTION_NAMES, type CollectionName } from './index.js';

/** A name as the model has it, if it is one of the model's. */
const spelled = (name: string): string =>
  name
    .replaceAll('-', '_')
    .replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end}_${start.toLowerCase()}`);

const found = (name: string, allowed: readonly CollectionName[]): CollectionName | undefined =>
  allowed.find((known) => known === spelled(name));

/** The entry of an error that names the collection that may be meant, if one is near. */
function hintOf(name: string, allowed: readonly CollectionName[]): { hint?: string } {
  const near = nearest(spelled(name), allowed);
  return near === undefined ? {} : { hint: `the nearest is '${near}'` };
}

/** @throws SettingsError where it is none of the nine. */
export function collectionOf(name: string): CollectionName {
  const known = found(name, COLLECTION_NAMES);
  if (known !== undefined) return known;
  throw new SettingsError({
    setting: 'The collection',
    value: name,
    allowed: `one of ${COLLECTION_NAMES.join(', ')}`,
    ...hintOf(name, COLLECTION_NAMES),
  });
}

/**
 * The collections that --collections names, in the model's order; all that are allowed where it is not given.
 * @throws SettingsError where one of them is none of these.
 */
export function collectionsOf(
  given: string | undefined,
  allowed: readonly CollectionName[],
): readonly CollectionName[] {
  if (given === undefined) return allowed;
  const names = given.split(',').map((name) => name.trim());
  const wrong = names.find((name) => found(name, allowed) === undefined);
  if (wrong !== undefined) {
    throw new SettingsError({
      setting: option('collections'),
      value: given,
      problem: `in which ${quoted(wrong)} is none of them`,
      allowed: `a list, separated by commas, of ${allowed.join(', ')}`,
      ...hintOf(wrong, allowed),
    });
  }
  return allowed.filter((known) => names.some((name) => found(name, allowed) === known));
}
