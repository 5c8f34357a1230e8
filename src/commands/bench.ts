/** zava bench: what is measured is a part. */
import { group } from './group.js';

export const define = group('bench', {
  generate: async () => (await import('./bench-generate.js')).defineGenerate,
  insert: async () => (await import('./bench-insert.js')).defineInsert,
});
