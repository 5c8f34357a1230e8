/** All scenarios, in the order in which they are played and shown. */
import type { Scenario } from '../scenario.js';
import { offlineDecrements } from './offline-decrements.js';
import { twoStores } from './two-stores.js';

export const SCENARIOS: readonly Scenario[] = [offlineDecrements, twoStores];
