/** `zava plan` of the presets as they come with zava: made when it was built, as all orders are drawn for one. */
import { createHash } from 'node:crypto';
import { FORMAT_VERSION } from '../../core/model/index.js';
import type { World } from '../../core/settings/settings.js';
import { madeFile } from '../../package-files.js';
import type { PlanReport } from './plan-report.js';

/** What scripts/made.mjs writes into dist/made/plans.json, by the digest of the world. */
type MadePlans = Readonly<Record<string, PlanReport>>;

/**
 * SHA-256 over everything that decides the bytes of a world.
 * @public for scripts/made.mjs
 */
export const worldDigest = (world: World): string =>
  createHash('sha256')
    .update(`${FORMAT_VERSION} ${JSON.stringify(world)}`)
    .digest('hex');

function madePlan(world: World): PlanReport | undefined {
  try {
    return (madeFile('plans.json') as MadePlans)[worldDigest(world)];
  } catch {
    // Not built, so it is made.
    return undefined;
  }
}

/** The same as `planReport`, which is loaded where it is needed. */
export async function planOf(world: World): Promise<PlanReport> {
  const made = madePlan(world);
  if (made !== undefined) return made;
  const { planReport } = await import('./plan-report.js');
  return planReport(world);
}
