/** Permissions as Ditto's server has them, and the file of roles that holds them. */
import type { CollectionName } from '../../../core/model/index.js';
import type { DittoRole } from '../../../core/options/ditto-options.js';

export interface DittoRules {
  /** True for all documents of all collections; then the queries do not count. */
  readonly everything: boolean;
  /** A document that one of them matches is meant. Each names nothing but `_id`; `true` matches every document. */
  readonly queriesByCollection: { readonly [N in CollectionName]?: readonly string[] | undefined };
}

/** The document that Ditto's server takes from a webhook for somebody whom it knows. */
export interface DittoPermissions {
  readonly authenticated: true;
  /** Unique among the users of the app. */
  readonly userID: string;
  /** For how long a device may sync before it has to sign in again. */
  readonly expirationSeconds: number;
  readonly permissions: {
    readonly read: DittoRules;
    readonly write: DittoRules;
    readonly remoteQuery: boolean;
  };
}

export type Permissions = DittoPermissions['permissions'];

export interface RolesFile {
  /** What the file is; JSON has no comments. */
  readonly about: string;
  readonly expirationSeconds: number;
  readonly roles: Readonly<Record<DittoRole, { readonly about: string; readonly permissions: Permissions }>>;
}
