/** Every variable of the environment that counts; .env.sample is made from those that .env may hold. */

export interface Variable {
  readonly section:
    | 'MongoDB'
    | 'Ditto'
    | 'Azure OpenAI (embeddings by a real model)'
    | 'The dataset'
    | 'Tools';
  /** What it is, as sentences. */
  readonly about: string;
  /** What it is used for, to say what is missing where it is not set. */
  readonly use: string;
  /** A value for people to see how it looks. */
  readonly example?: string;
  /** Its value in .env.sample. None for what a file of settings may say, too: a copy of the sample would come before it. */
  readonly sample?: string;
  /** Its value is never shown. */
  readonly secret?: true;
  /** Wrong values fail every command that reads the settings; those of the others are warned of. */
  readonly essential?: true;
  /** It counts in the environment alone, not in .env. */
  readonly environmentOnly?: true;
}

export const VARIABLES = {
  MONGODB_CONNECTION_STRING: {
    section: 'MongoDB',
    about:
      "The cluster to load, Atlas or any other. URL-encode the password's special characters (npx zava encode-password).",
    use: 'the server to use unless --uri or --local is given',
    example: 'mongodb+srv://username:password@cluster.mongodb.net/',
    secret: true,
    essential: true,
  },
  MONGODB_LOCAL_CONNECTION_STRING: {
    section: 'MongoDB',
    about: 'The server to use where MONGODB_CONNECTION_STRING is empty, such as one on your own machine.',
    use: 'the server to use where MONGODB_CONNECTION_STRING is empty',
    example: 'mongodb://localhost:27017/',
    secret: true,
  },
  MONGODB_DATABASE: {
    section: 'MongoDB',
    about:
      'The database that gets the nine collections, zava unless set. It comes before that of a --config file.',
    use: 'the database, zava unless set',
    essential: true,
  },
  MONGODB_ATLAS_PROJECT_ID: {
    section: 'MongoDB',
    about: 'The Atlas project in which a cluster is set up.',
    use: 'the project of zava setup atlas',
  },
  DITTO_APP_ID: {
    section: 'Ditto',
    about: "The app's id in the Ditto portal.",
    use: 'the app in the Ditto portal',
  },
  DITTO_API_KEY: {
    section: 'Ditto',
    about: 'An API key of that app.',
    use: "that app's API",
    secret: true,
  },
  DITTO_CLOUD_ENDPOINT: {
    section: 'Ditto',
    about: "Where the app's cloud lives.",
    use: "that app's cloud",
    example: 'https://cloud.ditto.live',
  },
  AZURE_OPENAI_ENDPOINT: {
    section: 'Azure OpenAI (embeddings by a real model)',
    about: 'The resource.',
    use: 'embeddings by a real model',
    example: 'https://your-resource.openai.azure.com/',
  },
  AZURE_OPENAI_API_KEY: {
    section: 'Azure OpenAI (embeddings by a real model)',
    about: 'Its key.',
    use: 'embeddings by a real model',
    secret: true,
  },
  AZURE_OPENAI_EMBEDDING_DEPLOYMENT: {
    section: 'Azure OpenAI (embeddings by a real model)',
    about: 'The deployment of the embedding model.',
    use: 'embeddings by a real model',
    sample: 'text-embedding-3-small',
  },
  AZURE_OPENAI_API_VERSION: {
    section: 'Azure OpenAI (embeddings by a real model)',
    about: 'The version of the interface.',
    use: 'embeddings by a real model',
    sample: '2024-02-01',
  },
  NUM_CUSTOMERS: {
    section: 'The dataset',
    about: 'How many customers, whatever the preset. Leave it empty to let the preset decide.',
    use: 'the number of customers, instead of the preset',
    essential: true,
  },
  NUM_ORDERS: {
    section: 'The dataset',
    about: 'How many orders, whatever the preset. Leave it empty to let the preset decide.',
    use: 'the number of orders, instead of the preset',
    essential: true,
  },
  START_DATE: {
    section: 'The dataset',
    about:
      'First day of the orders, inclusive, whatever a --config file says. Leave it empty to let the file decide.',
    use: 'the first day of the orders',
    example: '2020-01-01',
    essential: true,
  },
  END_DATE: {
    section: 'The dataset',
    about:
      'Last day of the orders, inclusive, whatever a --config file says. Leave it empty to let the file decide.',
    use: 'the last day of the orders',
    example: '2026-12-31',
    essential: true,
  },
  ZAVA_MONGOD: {
    section: 'Tools',
    about: 'The mongod that the embedded server runs; MONGOMS_SYSTEM_BINARY unless set.',
    use: 'the mongod of the embedded server',
    environmentOnly: true,
  },
  MONGOMS_SYSTEM_BINARY: {
    section: 'Tools',
    about: 'The same where ZAVA_MONGOD is not set.',
    use: 'the mongod of the embedded server',
    environmentOnly: true,
  },
  ZAVA_APP_PASSWORD: {
    section: 'Tools',
    about: 'The password of the user that --app-user of zava setup and zava setup atlas makes.',
    use: 'the password of the application user',
    secret: true,
    environmentOnly: true,
  },
  ZAVA_READ_ONLY_PASSWORD: {
    section: 'Tools',
    about: 'The password of the user that --read-only-user of zava setup makes.',
    use: 'the password of the read-only user',
    secret: true,
    environmentOnly: true,
  },
  ZAVA_TEST_URI: {
    section: 'Tools',
    about: 'The server for openTestDatabase and zavaTest of the library; MONGODB_TEST_URI unless set.',
    use: 'the server of tests',
    secret: true,
    environmentOnly: true,
  },
  MONGODB_TEST_URI: {
    section: 'Tools',
    about: 'The same where ZAVA_TEST_URI is not set.',
    use: 'the server of tests',
    secret: true,
    environmentOnly: true,
  },
} as const satisfies Record<string, Variable>;

export type VariableName = keyof typeof VARIABLES;

/** One that .env may hold. */
type FileVariableName = {
  [N in VariableName]: (typeof VARIABLES)[N] extends { environmentOnly: true } ? never : N;
}[VariableName];

/** Those, in the order of .env.sample. */
export const FILE_VARIABLES = (Object.keys(VARIABLES) as VariableName[]).filter(
  (name): name is FileVariableName => !(VARIABLES[name] as Variable).environmentOnly,
);
