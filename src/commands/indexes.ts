/** zava indexes: each part is loaded when it is called. */
import { group } from './group.js';

export const define = group('indexes', {
  create: async () => (await import('./indexes-create.js')).defineCreate,
  list: async () => (await import('./indexes-list.js')).defineList,
  drop: async () => (await import('./indexes-drop.js')).defineDrop,
});
