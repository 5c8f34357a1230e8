/** Progress as bars (cli-progress) or as lines. */
import cliProgress from 'cli-progress';
import type { OnProgress, Phase, Progress } from '../../core/progress.js';
import { barLine, ratesOf, TITLE } from './bar-line.js';
import { grouped, size } from './numbers.js';

/** Between two lines where there is no terminal, in milliseconds. */
const LINE_EVERY_MS = 5000;

/** Where progress is told, and what clears it away before something else is written. */
export interface Bar {
  /** Undefined where nothing is to be shown. */
  readonly onProgress: OnProgress | undefined;
  stop(): void;
}

/** What was told last of a phase, and when, in milliseconds. */
interface Told {
  progress: Progress;
  readonly start: number;
  at: number;
}

const paceOf = ({ progress, start, at }: Told, now = performance.now()) => ({
  progress,
  now: (now - start) / 1000,
  told: (at - start) / 1000,
});

/** One bar for each phase, with rates and the time left. */
export function progressBars(terminal: NodeJS.WriteStream): Bar {
  const bars = new cliProgress.MultiBar({
    stream: terminal,
    // The formatter is called before each redraw, so that the line fits also after the terminal was resized.
    format: (_, { maxWidth }, { told }) => barLine(paceOf(told), maxWidth),
    hideCursor: true,
    fps: 10,
  });
  let stopped = false;
  const byPhase = new Map<Phase, Told>();
  return {
    onProgress(progress) {
      if (stopped) return;
      const at = performance.now();
      const told = byPhase.get(progress.phase);
      if (told !== undefined) {
        Object.assign(told, { progress, at });
        return;
      }
      const first = { progress, start: at, at };
      byPhase.set(progress.phase, first);
      bars.create(1, 0, { told: first });
    },
    // Stopping twice would move the cursor over what was written since.
    stop() {
      if (!stopped) bars.stop();
      stopped = true;
    },
  };
}

/** A line when a phase begins to move, then every few seconds, then when it is done. */
export function progressLines(print: (line: string) => void): Bar {
  let printed = { phase: '' as Phase | '', at: 0 };
  let start = performance.now();
  return {
    onProgress(progress) {
      const { phase, done, total, bytes, waiting = 0 } = progress;
      const now = performance.now();
      if (printed.phase !== phase) {
        start = now;
        printed = { phase, at: now };
      }
      if (done < total && now - printed.at < LINE_EVERY_MS) return;
      printed = { phase, at: now };
      const rate =
        phase === 'documents'
          ? `, ${grouped(ratesOf(paceOf({ progress, start, at: now }, now)).documents)}/s${bytes > 0 ? `, ${size(bytes)}` : ''}`
          : '';
      const slowed = waiting > 0 ? `, ${waiting} batches waiting for the server` : '';
      print(`${TITLE[phase]}: ${grouped(done)} of ${grouped(total)}${rate}${slowed}`);
    },
    stop() {},
  };
}
