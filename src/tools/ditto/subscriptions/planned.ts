/** What the original plan expected a device to hold, to hold the dataset against it. */
import type { DittoRole } from '../../../core/options/ditto-options.js';

export interface Planned {
  /** After "expected". */
  readonly words: string;
  /** At most so many bytes. */
  readonly bytes: number;
}

const STORE = { words: '1 to 2 MB for one store', bytes: 2_000_000 };

/** Its estimates for mobile devices, of the dataset in its full size; a super manager holds all that is synced. */
export const PLANNED: Readonly<Record<DittoRole, Planned>> = {
  'store-worker': STORE,
  manager: STORE,
  'sales-rep': { words: 'about 1 MB for a sales rep with 100 customers', bytes: 1_000_000 },
  'super-manager': { words: 'about 236 MB for everything', bytes: 236_000_000 },
};
