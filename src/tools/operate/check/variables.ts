/** What the values of the variables of .env must look like; what each is for stands in the table of variables. */
import { check, databaseName, date, type Kind, matching, meant } from '../../../core/options/kinds.js';
import { OPTIONS } from '../../../core/options/table.js';
import {
  type Variable as Entry,
  FILE_VARIABLES,
  VARIABLES as TABLE,
} from '../../../core/options/variables.js';
import { SettingsError } from '../../../errors.js';
import { parseUri } from '../../../mongodb/connection-string.js';

/** @throws SettingsError with one sentence where the value is malformed. @param where names the setting. */
type Test = (value: string, where: string) => unknown;

export interface Variable extends Pick<Entry, 'use' | 'secret' | 'essential'> {
  readonly name: string;
  readonly check: Test;
}

const of =
  (kind: Kind): Test =>
  (value, where) =>
    check(where, meant(kind, value), kind);
const httpsUrl = of(
  matching(/^https:\/\/[^\s/@]+(\/[^\s@]*)?$/, 'an address that begins with https://, without a user'),
);

/** A secret is never quoted in a message. */
function noBlank(value: string, where: string): void {
  if (/^\S{8,}$/.test(value)) return;
  throw new SettingsError(`${where} is malformed; allowed is text without blanks, at least 8 characters.`);
}

const TESTS: Readonly<Record<(typeof FILE_VARIABLES)[number], Test>> = {
  MONGODB_CONNECTION_STRING: parseUri,
  MONGODB_LOCAL_CONNECTION_STRING: parseUri,
  MONGODB_DATABASE: of(databaseName),
  MONGODB_ATLAS_PROJECT_ID: of(OPTIONS.projectId.kind),
  DITTO_APP_ID: of(
    matching(
      /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
      'a UUID, such as 01234567-89ab-cdef-0123-456789abcdef',
    ),
  ),
  DITTO_API_KEY: noBlank,
  DITTO_CLOUD_ENDPOINT: httpsUrl,
  AZURE_OPENAI_ENDPOINT: httpsUrl,
  AZURE_OPENAI_API_KEY: noBlank,
  AZURE_OPENAI_EMBEDDING_DEPLOYMENT: of(matching(/^[\w.-]+$/, 'a name of letters, digits and - _ .')),
  AZURE_OPENAI_API_VERSION: of(
    matching(/^\d{4}-\d{2}-\d{2}(-preview)?$/, 'YYYY-MM-DD or YYYY-MM-DD-preview'),
  ),
  NUM_CUSTOMERS: of(OPTIONS.customers.kind),
  NUM_ORDERS: of(OPTIONS.orders.kind),
  START_DATE: of(date),
  END_DATE: of(date),
};

/** In the order of .env.sample. */
export const VARIABLES: readonly Variable[] = FILE_VARIABLES.map((name) => ({
  ...TABLE[name],
  name,
  check: TESTS[name],
}));
