/** What the user of a connection may do, as the server tells it. */
import type { Db } from 'mongodb';

/** One of the privileges that `connectionStatus` tells. */
export interface Privilege {
  readonly resource: {
    readonly db?: string;
    readonly collection?: string;
    readonly anyResource?: boolean;
  };
  readonly actions: readonly string[];
}

/** True where the privileges hold `action` on a collection. System collections and clusters are left out. */
export function may(
  privileges: readonly Privilege[],
  database: string,
  collection: string,
  action: string,
): boolean {
  return privileges.some(({ resource, actions }) => {
    const database_fits = resource.db === '' || resource.db === database;
    const collection_fits = resource.collection === '' || resource.collection === collection;
    return actions.includes(action) && (resource.anyResource === true || (database_fits && collection_fits));
  });
}

/**
 * The privileges of the user who is logged in; undefined where the server lets everybody do everything.
 * @throws whatever the driver throws, such as that the server wants a user and the connection string names none.
 */
export async function privilegesOf(db: Db): Promise<readonly Privilege[] | undefined> {
  const { authInfo } = await db.admin().command({ connectionStatus: 1, showPrivileges: true });
  if (authInfo.authenticatedUsers.length > 0) return authInfo.authenticatedUserPrivileges;
  // Nobody is logged in: where users are asked for, this is refused.
  await db.listCollections({}, { nameOnly: true }).toArray();
  return undefined;
}

/** True where the server refused for want of a right; Atlas' small tiers have a code of their own. */
export function isDenied(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return code === 13 || (code === 8000 && /not allowed to do action|not authorized/i.test(error.message));
}
