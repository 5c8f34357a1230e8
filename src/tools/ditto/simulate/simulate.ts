/** `zava ditto simulate` as a function: plays scenarios with documents of a world. */

import type { DittoProfile } from '../../../core/model/schema.js';
import { nearest } from '../../../core/nearest.js';
import { option } from '../../../core/options/table.js';
import type { World } from '../../../core/settings/settings.js';
import { SettingsError } from '../../../errors.js';
import { say } from '../../../message.js';
import type { DittoDocument } from '../document.js';
import { RULES, type Rule, type RuleId } from './rules.js';
import type { Scenario, Verdict } from './scenario.js';
import { SCENARIOS } from './scenarios/index.js';
import { castOf } from './stage/cast.js';
import { brokenLaws } from './stage/laws.js';
import { CLOUD, MONGODB, Stage } from './stage/stage.js';
import { clockText } from './stage/timeline.js';
import { refText, valueAt } from './stage/words.js';

/** One scenario as it went. */
export interface Play extends Verdict {
  readonly scenario: string;
  readonly title: string;
  readonly timeline: readonly { readonly at: string; readonly who: string; readonly what: string }[];
  /** What each site shows of what matters at the end; undefined where it has no such document or field. */
  readonly end: readonly {
    readonly document: string;
    readonly sites: readonly { readonly site: string; readonly fields: Readonly<Record<string, unknown>> }[];
  }[];
  /** What MongoDB refused: `__ditto_unsynced_documents`. */
  readonly unsynced: readonly { readonly document: string; readonly reason: string }[];
  readonly rules: readonly (Rule & { readonly id: RuleId })[];
  /** Sentences; there are none unless the model is wrong. */
  readonly brokenLaws: readonly string[];
}

/** @throws SettingsError where there is none of that name. @param name one of them, or `all`. */
export function scenariosOf(name: string): readonly Scenario[] {
  if (name === 'all') return SCENARIOS;
  const found = SCENARIOS.filter((scenario) => scenario.name === name);
  if (found.length > 0) return found;
  const names = ['all', ...SCENARIOS.map((scenario) => scenario.name)];
  const near = nearest(name, names);
  throw new SettingsError({
    setting: option('scenario'),
    value: name,
    ...(near === undefined ? {} : { hint: say`the nearest is '${near}'` }),
    allowed: `one of ${names.join(', ')}`,
  });
}

/** Plays them one after the other, each on a stage of its own. The same world and profile give the same plays. */
export function* simulate(
  world: World,
  scenarios: readonly Scenario[],
  profile: DittoProfile,
): Generator<Play> {
  const cast = castOf(world);
  for (const { name, title, strict = false, rules, play } of scenarios) {
    const stage = new Stage({ profile, strict });
    const { watched, verdict } = play(stage, cast);
    const timeline = stage.timeline.map(({ at, ...line }) => ({ at: clockText(at), ...line }));
    yield {
      ...{ scenario: name, title, timeline },
      end: watched.map(({ ref, fields }) => ({
        document: refText(ref),
        sites: [
          { site: MONGODB, fields: pick(stage.inMongo(ref), fields) },
          { site: CLOUD, fields: pick(stage.inCloud(ref), fields) },
          ...stage.devices.map((device) => ({
            site: device.site.name,
            fields: pick(device.find(ref), fields),
          })),
        ],
      })),
      unsynced: (stage.connector?.unsynced ?? []).map(({ reason, ...ref }) => ({
        document: refText(ref),
        reason,
      })),
      ...verdict,
      rules: rules.map((id) => ({ id, ...RULES[id] })),
      brokenLaws: brokenLaws(stage),
    };
  }
}

/** @param fields by dotted path. */
const pick = (document: DittoDocument | undefined, fields: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(fields.map((path) => [path, valueAt(document, path)]));
