/** The module that vitest takes for its coverage, both in its own process and in each worker. */
import v8 from '@vitest/coverage-v8';

export default {
  ...v8,
  getProvider: async () => new (await import('./provider.js')).Provider(),
};
