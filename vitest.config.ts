import { defineConfig } from 'vitest/config';
import { Sequencer } from './tests/sequencer.js';

/**
 * What a test may take on a busy machine. CI tries one that failed once more, as a machine that stands still for seconds
 * fails whatever waits for a server; here nothing is tried twice.
 */
const PATIENCE = { testTimeout: 120_000, hookTimeout: 180_000, retry: process.env.TEST_REPORT ? 1 : 0 };

/** Two devices of Ditto sync with a licence alone: these tests are a part of the run where there is one. */
const syncs = process.env.DITTO_OFFLINE_LICENSE_TOKEN ? ['ditto-sync'] : [];

const measured = process.argv.includes('--coverage');
const setupFiles = measured ? ['tests/line-coverage/setup.ts'] : [];

/** One project for each kind of test: `unit` needs no server, the others get a real mongod. */
export default defineConfig({
  test: {
    // One more than the two cores of a small machine: many tests wait, for a server or for what they have started.
    maxWorkers: 3,
    sequence: { sequencer: Sequencer },
    globalSetup: 'tests/fixtures/shared-servers.ts',
    // CI counts the tests from this report.
    reporters: process.env.TEST_REPORT
      ? ['default', ['json', { outputFile: process.env.TEST_REPORT }]]
      : ['default'],
    coverage: {
      provider: 'custom',
      customProviderModule: 'tests/line-coverage/index.ts',
      include: ['src/**/*.ts', 'workers/**/*.ts'],
      reportsDirectory: '.zava/coverage',
      reporter: ['html', 'json-summary'],
    },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          // Nothing is kept between calls in the sources' modules, so they are loaded once for all files of a worker.
          isolate: false,
          setupFiles,
          ...PATIENCE,
        },
      },
      ...['integration', 'validation', 'faults', ...syncs].map((name) => ({
        test: { name, include: [`tests/${name}/**/*.test.ts`], setupFiles, ...PATIENCE },
      })),
    ],
  },
});
