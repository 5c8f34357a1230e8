/** `zava/testing`: a filled database for the tests of a file, whatever runs them: node:test, Jest, Mocha. */
export { openTestDatabase, type TestDatabase, type TestDatabaseOptions } from './library/test-database.js';
