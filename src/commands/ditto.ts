/** zava ditto: what an offline-first demo needs of Ditto, each part in a file of its own. */
import { group } from './group.js';

export const define = group('ditto', {
  connector: async () => (await import('./ditto-connector.js')).defineConnector,
  check: async () => (await import('./ditto-check.js')).defineCheck,
  permissions: async () => (await import('./ditto-permissions.js')).definePermissions,
  subscriptions: async () => (await import('./ditto-subscriptions.js')).defineSubscriptions,
  simulate: async () => (await import('./ditto-simulate.js')).defineSimulate,
  seed: async () => (await import('./ditto-seed.js')).defineSeed,
});
