/** What follows from a world before anything is drawn. Nothing about it changes, so that all who need it in a thread share it. */
import { makePlan, type Plan } from '../plan/plan.js';
import { Segments } from '../plan/segments.js';
import type { World } from '../settings/settings.js';
import { Assortment } from './assortment.js';
import { Months } from './sales.js';

export interface WorldParts {
  readonly segments: Segments;
  readonly plan: Plan;
  readonly months: Months;
  readonly assortment: Assortment;
}

/** @throws SettingsError where the settings leave nobody to buy or nowhere to buy. */
export function partsOf(world: World): WorldParts {
  const segments = new Segments(world);
  const plan = makePlan(world, segments);
  return { segments, plan, months: new Months(world), assortment: new Assortment(world) };
}
