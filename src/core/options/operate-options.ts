/** The options of the commands that operate a deployment. */
import { either, matching, whole } from './kinds.js';
import type { Option } from './option.js';

const atlasId = matching(/^[0-9a-f]{24}$/, '24 hexadecimal digits');
const userName = matching(/^[^\s\p{C}]{1,100}$/u, 'a name of 1 to 100 characters without blanks');

export const OPERATE_OPTIONS = {
  collections: { flag: '--collections <list>', help: 'only these of the nine, separated by commas' },
  keepCollections: {
    flag: '--keep-collections',
    help: 'always delete the documents one after the other',
  },
  recreate: {
    flag: '--recreate',
    help: 'always put an empty copy in the place of a collection, also where streams may be open',
  },
  rate: {
    flag: '--rate <number>',
    help: 'documents a second, at most',
    // At most more than any deployment takes; by default under half of what Ditto's connector is said to take.
    kind: whole(1, 1_000_000),
    default: '2000',
  },
  undo: { flag: '--undo', help: 'remove the field instead' },
  stdin: {
    flag: '--stdin',
    help: 'read the password from standard input, its first line, and do not ask',
  },
  validators: {
    flag: '--validators <action>',
    help: 'warn or error: what the server does with a document that breaks the model',
    kind: either('warn', 'error'),
  },
  appUser: {
    flag: '--app-user <name>',
    help: 'make a user who may read, write, index and watch this one database',
    kind: userName,
  },
  readOnlyUser: {
    flag: '--read-only-user <name>',
    help: 'make a user who may only read it',
    kind: userName,
  },
  passwordStdin: {
    flag: '--password-stdin',
    help: 'read the passwords from standard input, a line for each user',
  },
  generatePasswords: {
    flag: '--generate-passwords',
    help: 'make the passwords, and show each once on the terminal',
  },
  project: {
    flag: '--project <name>',
    help: 'the project, made where it is missing (default: zava)',
    kind: matching(/^[^-][^$]{0,63}$/, 'a name of at most 64 characters'),
  },
  projectId: {
    flag: '--project-id <id>',
    help: 'a project that is there (default: MONGODB_ATLAS_PROJECT_ID)',
    kind: atlasId,
    variables: ['MONGODB_ATLAS_PROJECT_ID'],
  },
  orgId: {
    flag: '--org-id <id>',
    help: "the organization for a new project (default: the one of atlas's profile)",
    kind: atlasId,
  },
  cluster: {
    flag: '--cluster <name>',
    help: 'the cluster, made where it is missing',
    kind: matching(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, 'a name of letters, digits and hyphens'),
    default: 'zava',
  },
  tier: {
    flag: '--tier <tier>',
    help: 'free, or M10 and larger, which cost money',
    kind: matching(/^(FREE|M(0|[1-9]\d{1,2}))$/, 'free, or M10 and larger'),
    default: 'free',
  },
  provider: {
    flag: '--provider <name>',
    help: 'AWS, AZURE or GCP',
    kind: either('AWS', 'AZURE', 'GCP'),
    default: 'AWS',
  },
  region: {
    flag: '--region <name>',
    help: 'a region by its name at the provider',
    kind: matching(/^[A-Z][A-Z0-9_]+$/, "a region's name, such as US_EAST_1"),
    default: 'US_EAST_1',
  },
  accessList: {
    flag: '--access-list <address>',
    help: 'who may connect, such as 203.0.113.0/24 (default: this machine)',
  },
  atlasUser: {
    flag: '--app-user <name>',
    help: 'the database user, made where it is missing',
    kind: matching(/^\w[\w.-]{0,99}$/, 'a name of letters, digits and . _ -'),
    default: 'zava-app',
  },
  dryRun: { flag: '--dry-run', help: 'print the commands and run none' },
} as const satisfies Record<string, Option>;
