/** `zava/vitest`: Vitest's `test` with a filled database of its own for each test file. */
import type { Db } from 'mongodb';
import { afterAll, beforeAll, type TestAPI, test } from 'vitest';
import type { Dataset } from './library/dataset.js';
import { openTestDatabase, type TestDatabase, type TestDatabaseOptions } from './library/test-database.js';

/** What a test may ask for by name. */
export interface ZavaFixtures {
  readonly database: TestDatabase;
  /** `database.db`, `database.dataset` and `database.uri`. */
  readonly db: Db;
  readonly dataset: Dataset;
  readonly uri: string;
}

/** Vitest's `test` with the fixtures. */
export type ZavaTest = TestAPI<ZavaFixtures>;

/** For starting a server, and for downloading one where the machine has none, in milliseconds. */
const OPEN_TIMEOUT = 180_000;
/** For ending a server, which writes what it holds, beside other work. */
const CLOSE_TIMEOUT = 60_000;

/**
 * A `test` whose database is made before the tests of the file and dropped after them. Call it where tests are declared,
 * in the file itself or in a module that test files import.
 */
export function zavaTest(options: TestDatabaseOptions = {}): ZavaTest {
  let opening: Promise<TestDatabase> | undefined;
  const open = () => {
    opening ??= openTestDatabase(options);
    return opening;
  };
  const close = async () => {
    const opened = opening;
    opening = undefined;
    // What failed to open has cleaned up after itself, and failed the tests.
    await (await opened?.catch(() => undefined))?.close();
  };
  // The time that a fixture takes counts as its first test's; a hook has time of its own.
  beforeAll(async () => void (await open()), OPEN_TIMEOUT);
  afterAll(close, CLOSE_TIMEOUT);
  return test.extend<ZavaFixtures>({
    database: [
      // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs
      async ({}, use) => {
        // Opens it where the hooks above belong to an earlier file: without isolation a module is run once for all.
        await use(await open());
        await close();
      },
      { scope: 'file' },
    ],
    db: [async ({ database }, use) => use(database.db), { scope: 'file' }],
    dataset: [async ({ database }, use) => use(database.dataset), { scope: 'file' }],
    uri: [async ({ database }, use) => use(database.uri), { scope: 'file' }],
  });
}
