/** What a webhook of one's own answers to Ditto's server. */
import type { DittoProfile } from '../core/model/schema.js';
import type { DittoRole } from '../core/options/ditto-options.js';
import { checked, text } from '../core/options/kinds.js';
import { OPTIONS, option } from '../core/options/table.js';
import type { DittoPermissions } from '../tools/ditto/permissions/types.js';
import { checkKinds, type Kinds } from './checks.js';

export interface DittoPermissionsOptions {
  readonly role: DittoRole;
  /** The store where somebody of that role works, by store_id, also without `store_`. */
  readonly store?: string | undefined;
  /** Unique among the users of the app; unless given, made of role and store, which is right for one user of each alone. */
  readonly userID?: string | undefined;
  /** What the id of an inventory row is in Ditto, as the connector is told; `store-product` unless given. */
  readonly inventory?: DittoProfile | undefined;
  /** Path of a YAML file with settings, which may name a catalog with other stores. */
  readonly config?: string | undefined;
}

const KINDS: Kinds<DittoPermissionsOptions> = {
  role: OPTIONS.role.kind,
  store: text("a store's name"),
  userID: text("a user's name"),
  inventory: OPTIONS.inventory.kind,
  config: OPTIONS.config.kind,
};

/**
 * The document that an authentication webhook answers for somebody whom it knows, by config/ditto_permissions.json.
 * @throws SettingsError where an option is wrong, the role needs a store, or the ids of `inventory` cannot tell stores.
 */
export async function dittoPermissions(options: DittoPermissionsOptions): Promise<DittoPermissions> {
  checkKinds(options, KINDS);
  const { role, store, userID, inventory = OPTIONS.inventory.default, config } = options;
  const profile = checked(OPTIONS.inventory.kind, option('inventory'), inventory);
  const [{ permissionsFor }, { roleOf }, { storeIdOf }, { settingsOf }] = await Promise.all([
    import('../tools/ditto/permissions/answer.js'),
    import('../tools/ditto/role.js'),
    import('../core/slices/request.js'),
    import('./settings.js'),
  ]);
  const { world } = await settingsOf({ config });
  const storeId = store === undefined ? undefined : storeIdOf(store, world);
  return permissionsFor({ role: roleOf(role), storeId, profile, userID }).answer;
}
