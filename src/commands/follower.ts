/** What is said of a connector that follows the database which was just written to. */

import { SYNCED } from '../core/model/ditto.js';
import type { LoadOutcome } from '../engine/load-outcome.js';
import { backlogOf, type Drain, drainWords } from '../tools/ditto/drain.js';
import type { Screen } from '../ui/terminal/screen.js';
import { FINAL } from './confirmation.js';

/** Of a load or a restore; undefined where no connector follows. Documents that are not synced count for nothing. */
export function backlogAfter({ followed, collections, documentsSeconds }: LoadOutcome): Drain | undefined {
  if (followed !== true) return undefined;
  const written = SYNCED.reduce((sum, name) => sum + (collections[name]?.documents ?? 0), 0);
  return backlogOf(written, documentsSeconds);
}

/** @param dropped by --drop, with --yes, so that nobody has been told what that means. */
export function sayBacklog(screen: Screen, backlog: Drain | undefined, dropped: boolean): void {
  if (backlog === undefined) return;
  screen.say(drainWords(backlog));
  if (dropped) for (const line of FINAL) screen.note(line);
}

/** The same for --json. */
export const backlogForScripts = (backlog: Drain | undefined): object =>
  backlog === undefined ? {} : { connector: backlog };
