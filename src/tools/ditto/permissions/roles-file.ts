/** config/ditto_permissions.json, read and checked. */
import { join } from 'node:path';
import { z } from 'zod';
import { SYNCED } from '../../../core/model/ditto.js';
import { DITTO_ROLES } from '../../../core/options/ditto-options.js';
import { displayPath } from '../../../core/settings/display-path.js';
import { readData } from '../../../core/settings/files.js';
import { parse } from '../../../core/settings/parse.js';
import { packageRoot } from '../../../package-files.js';
import { namesOnlyId } from './queries.js';
import type { RolesFile } from './types.js';

const QUERY = `a query that names nothing but _id, such as "true" or "_id.store_id == '{store_id}'"`;
const queries = z
  .array(z.string({ error: QUERY }).refine(namesOnlyId, { error: QUERY }))
  .min(1, { error: QUERY });

const rules = z.strictObject({
  everything: z.boolean({ error: 'true or false' }),
  queriesByCollection: z.partialRecord(z.enum(SYNCED, { error: `one of ${SYNCED.join(', ')}` }), queries),
});

const role = z.strictObject({
  about: z.string(),
  permissions: z.strictObject({
    read: rules,
    write: rules,
    remoteQuery: z.boolean({ error: 'true or false' }),
  }),
});

/** Ditto counts them in 32 bits. */
const SECONDS = 'a whole number from 60 to 4294967295';

const rolesFileSchema: z.ZodType<RolesFile> = z.strictObject({
  about: z.string(),
  expirationSeconds: z
    .int({ error: SECONDS })
    .min(60, { error: SECONDS })
    .max(2 ** 32 - 1, { error: SECONDS }),
  roles: z.record(z.enum(DITTO_ROLES), role),
});

/** What a value must be to be such a file. @throws SettingsError naming the entry and what is allowed. */
export const checkedRoles = (value: unknown, path: string): RolesFile => parse(rolesFileSchema, value, path);

/** @throws SettingsError where somebody changed the file so that it says something else than permissions. */
export function readRoles(): RolesFile {
  const path = join(packageRoot(), 'config/ditto_permissions.json');
  return checkedRoles(readData(path), displayPath(path));
}
