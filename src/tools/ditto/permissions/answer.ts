/** What an authentication webhook answers for somebody of a role, and what of it Ditto cannot express. */
import { dittoIdOf } from '../../../core/model/ditto.js';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../../core/model/index.js';
import type { CollectionModel, DittoProfile } from '../../../core/model/schema.js';
import type { DittoRole } from '../../../core/options/ditto-options.js';
import { option } from '../../../core/options/table.js';
import { SettingsError } from '../../../errors.js';
import { say } from '../../../message.js';
import { requireStore } from '../role.js';
import { partsIn, queryFor, STORE } from './queries.js';
import { readRoles } from './roles-file.js';
import type { DittoPermissions, DittoRules, Permissions } from './types.js';

/** Whose permissions are asked for. */
export interface Asked {
  readonly role: DittoRole;
  /** A store_id that is one of the settings'. */
  readonly storeId?: string | undefined;
  readonly profile: DittoProfile;
  /** Unless given, the role and the store, which is right for one user of each alone. */
  readonly userID?: string | undefined;
}

/** What is said of a role besides the document. */
export interface Answer {
  readonly answer: DittoPermissions;
  /** True where the rules differ from store to store. */
  readonly byStore: boolean;
  /** The collections that hold documents of a store or a customer, of which the role gets all: Ditto has no rule for less. */
  readonly unlimited: readonly CollectionName[];
}

/** @throws SettingsError where the role needs a store, or the profile has no id that its rules could name. */
export function permissionsFor({ role, storeId, profile, userID }: Asked): Answer {
  const { expirationSeconds, roles } = readRoles();
  const { permissions } = roles[role];
  const byStore = everyQuery(permissions).some(([, query]) => query.includes(STORE));
  const store = byStore ? requireStore(role, storeId) : storeId;
  refuseUnknownParts(role, permissions, profile);
  const rulesFor = ({ everything, queriesByCollection }: DittoRules): DittoRules => ({
    everything,
    queriesByCollection: Object.fromEntries(
      Object.entries(queriesByCollection).map(([name, queries]) => [
        name,
        queries?.map((query) => (store === undefined ? query : queryFor(query, store))),
      ]),
    ),
  });
  return {
    answer: {
      authenticated: true,
      userID: userID ?? (store === undefined ? role : `${role}@${store}`),
      expirationSeconds,
      permissions: {
        ...permissions,
        read: rulesFor(permissions.read),
        write: rulesFor(permissions.write),
      },
    },
    byStore,
    unlimited: unlimitedOf(permissions, profile),
  };
}

/** Each query with its collection, of what is read and written. */
const everyQuery = ({ read, write }: Permissions): [CollectionName, string][] =>
  [read, write].flatMap(({ queriesByCollection }) =>
    Object.entries(queriesByCollection).flatMap(([name, queries = []]) =>
      queries.map((query): [CollectionName, string] => [name as CollectionName, query]),
    ),
  );

/** A part of an id that is no object matches nothing, silently: whoever has the rule would see no document. */
function refuseUnknownParts(role: DittoRole, permissions: Permissions, profile: DittoProfile): void {
  for (const [name, query] of everyQuery(permissions)) {
    const id = dittoIdOf(MODELS[name], profile) ?? [];
    const unknown = partsIn(query).find((part) => id.length < 2 || !id.includes(part));
    if (unknown === undefined) continue;
    throw new SettingsError(
      say`${option('role', role)} has a rule of ${name} by ${unknown}, which ids of the profile ${profile} do not hold; allowed is ${option('inventory', 'store-product')}, whose ids hold store_id and product_id.`,
    );
  }
}

/** Those of which nothing in the id says whose they are: the store or customer stands in other fields. */
function unlimitedOf({ read, write }: Permissions, profile: DittoProfile): CollectionName[] {
  const ruled = [read, write].filter(({ everything }) => !everything);
  return COLLECTION_NAMES.filter((name) => {
    const model: CollectionModel = MODELS[name];
    const id = dittoIdOf(model, profile) ?? [];
    const owners = model.references.filter(({ collection }) => OWNERS.includes(collection));
    const told = owners.some(({ field }) => id.includes(field));
    return owners.length > 0 && !told && ruled.some((rules) => rules.queriesByCollection[name] !== undefined);
  });
}

/** Those to whom documents of other collections belong. */
const OWNERS: readonly string[] = ['stores', 'customers'] satisfies readonly CollectionName[];
