/** What a scenario is, and what comes of it. */

import type { RuleId } from './rules.js';
import type { Cast } from './stage/cast.js';
import type { Stage } from './stage/stage.js';
import type { Ref } from './stage/words.js';

/**
 * - kept: everybody agrees, and nothing that anybody did is lost.
 * - lost: everybody agrees, and something that somebody did is gone.
 * - apart: MongoDB and Ditto do not agree, and nothing will change that by itself.
 */
export type Outcome = 'kept' | 'lost' | 'apart';

export interface Verdict {
  readonly outcome: Outcome;
  /** What converged to what, and what was lost, in a sentence. */
  readonly sentence: string;
}

/** A document whose end is shown, and the fields of it by dotted path. */
export interface Watched {
  readonly ref: Ref;
  readonly fields: readonly string[];
}

/** The end of a play. */
export interface Played {
  readonly watched: readonly Watched[];
  readonly verdict: Verdict;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** Whether the connector and the cloud are in strict mode; off unless given. */
  readonly strict?: boolean;
  /** The rules that decide it. */
  readonly rules: readonly RuleId[];
  readonly play: (stage: Stage, cast: Cast) => Played;
}
