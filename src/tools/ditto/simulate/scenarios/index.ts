/** All scenarios, in the order in which they are played and shown. */
import type { Scenario } from '../scenario.js';
import { CONNECTOR_SCENARIOS } from './connector.js';
import { DELETE_SCENARIOS } from './deletes.js';
import { FIELD_SCENARIOS } from './fields.js';
import { FLOW_SCENARIOS } from './flows.js';
import { ORDER_SCENARIOS } from './orders.js';
import { STOCK_SCENARIOS } from './stock.js';

export const SCENARIOS: readonly Scenario[] = [
  ...STOCK_SCENARIOS,
  ...FIELD_SCENARIOS,
  ...ORDER_SCENARIOS,
  ...DELETE_SCENARIOS,
  ...CONNECTOR_SCENARIOS,
  ...FLOW_SCENARIOS,
];
