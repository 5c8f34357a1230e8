import { defineConfig } from 'vitest/config';

/** The long form of tests/unit/ratio-interval.test.ts and bench-compare.test.ts: `make bench-check`. */
export default defineConfig({
  test: { root: import.meta.dirname, include: ['*.test.ts'], testTimeout: 300_000 },
});
