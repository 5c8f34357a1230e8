/** The variables of .env.sample: what each is for, whether its value is a secret, and what it must look like. */
import { z } from 'zod';
import { SettingsError } from '../../errors.js';
import { parseUri } from '../../mongodb/connect.js';
import { configSchema, MAX_CUSTOMERS, MAX_ORDERS } from '../../settings/config-schema.js';
import { count, date } from '../../settings/leaves.js';
import { parse } from '../../settings/parse.js';

export interface Variable {
  readonly name: string;
  /** What it is used for, to say what is missing where it is not set. */
  readonly use: string;
  /** Its value is never shown. */
  readonly secret?: true;
  /** Wrong values fail every command that reads the settings; those of the others are warned of. */
  readonly essential?: true;
  /** @throws SettingsError with one sentence where the value is malformed. @param where names the setting. */
  readonly check: (value: string, where: string) => unknown;
}

const text = (pattern: RegExp, allowed: string) => {
  const schema = z.string().regex(pattern, allowed);
  return (value: string, where: string) => parse(schema, value, where);
};
const httpsUrl = text(/^https:\/\/[^\s/]+(\/\S*)?$/, 'an address that begins with https://');
const number = (schema: z.ZodType) => (value: string, where: string) =>
  parse(schema, /^[+-]?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value, where);

/** A secret is never quoted in a message. */
function noBlank(value: string, where: string): void {
  if (!/^\S{8,}$/.test(value)) {
    throw new SettingsError(`${where} is malformed; allowed is text without blanks, at least 8 characters.`);
  }
}

export const VARIABLES: readonly Variable[] = [
  {
    name: 'MONGODB_CONNECTION_STRING',
    use: 'the server to use unless --uri or --local is given',
    secret: true,
    essential: true,
    check: parseUri,
  },
  {
    name: 'MONGODB_LOCAL_CONNECTION_STRING',
    use: 'the server to use where MONGODB_CONNECTION_STRING is empty',
    secret: true,
    check: parseUri,
  },
  {
    name: 'MONGODB_DATABASE',
    use: 'the database, zava unless set',
    essential: true,
    check: (value, where) => parse(configSchema.shape.database, value, where),
  },
  {
    name: 'MONGODB_ATLAS_PROJECT_ID',
    use: 'the project of zava setup atlas',
    check: text(/^[0-9a-f]{24}$/, '24 hexadecimal digits'),
  },
  {
    name: 'DITTO_APP_ID',
    use: 'the app in the Ditto portal',
    check: text(
      /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
      'a UUID, such as 01234567-89ab-cdef-0123-456789abcdef',
    ),
  },
  { name: 'DITTO_API_KEY', use: "that app's API", secret: true, check: noBlank },
  { name: 'DITTO_CLOUD_ENDPOINT', use: "that app's cloud", check: httpsUrl },
  { name: 'AZURE_OPENAI_ENDPOINT', use: 'embeddings by a real model', check: httpsUrl },
  { name: 'AZURE_OPENAI_API_KEY', use: 'embeddings by a real model', secret: true, check: noBlank },
  {
    name: 'AZURE_OPENAI_EMBEDDING_DEPLOYMENT',
    use: 'embeddings by a real model',
    check: text(/^[\w.-]+$/, 'a name of letters, digits and - _ .'),
  },
  {
    name: 'AZURE_OPENAI_API_VERSION',
    use: 'embeddings by a real model',
    check: text(/^\d{4}-\d{2}-\d{2}(-preview)?$/, 'YYYY-MM-DD or YYYY-MM-DD-preview'),
  },
  {
    name: 'NUM_CUSTOMERS',
    use: 'the number of customers, instead of the preset',
    essential: true,
    check: number(count(MAX_CUSTOMERS)),
  },
  {
    name: 'NUM_ORDERS',
    use: 'the number of orders, instead of the preset',
    essential: true,
    check: number(count(MAX_ORDERS)),
  },
  {
    name: 'START_DATE',
    use: 'the first day of the orders',
    essential: true,
    check: (value, where) => parse(date, value, where),
  },
  {
    name: 'END_DATE',
    use: 'the last day of the orders',
    essential: true,
    check: (value, where) => parse(date, value, where),
  },
];
