/**
 * ES modules for Jest's `require`, which has none before Node.js 24.9: by Node's own loader, which takes them. What it
 * loads is outside of Jest's registry, so that nothing in zava can be mocked.
 */
import nodeModule = require('node:module');
import path = require('node:path');

type Load = (file: string, parent: null, isMain: false) => unknown;

/** Jest says so to all that it runs, and to their children, where it does no harm. */
const inJest = (): boolean => process.env.JEST_WORKER_ID !== undefined;

/**
 * A module of the folder above.
 * @throws Error with what to do where Node's own loader is out of reach.
 */
function byNode(file: string): unknown {
  const { _load: load } = nodeModule as { _load?: Load };
  if (typeof load === 'function') return load(path.join(__dirname, '..', file), null, false);
  throw new Error(
    "zava is an ES module, which this require does not take: use await import('zava') and run Jest with NODE_OPTIONS=--experimental-vm-modules.",
  );
}

export = { inJest, byNode };
