/** Progress as bars (cli-progress) or as lines. */
import cliProgress from 'cli-progress';
import type { OnProgress, Phase } from '../coordinator/progress.js';
import { grouped, size } from './numbers.js';

const TITLE: Record<Phase, string> = { documents: 'Documents', indexes: 'Indexes  ' };

/** Where no earlier run had done anything. */
const NOTHING = { documents: 0, bytes: 0 };

/** Seconds between two lines where there is no terminal. */
const LINE_EVERY_MS = 5000;

interface Reporter {
  readonly onProgress: OnProgress;
  stop(): void;
}

/** One bar for each phase, with rates and the time left. */
export function progressBars(): Reporter {
  const bars = new cliProgress.MultiBar(
    {
      format: '{title} {bar} {percentage}%  {count}{rate}  left {eta_formatted}',
      hideCursor: true,
      fps: 10,
      etaBuffer: 200,
    },
    cliProgress.Presets.shades_classic,
  );
  let stopped = false;
  const byPhase = new Map<Phase, { bar: cliProgress.SingleBar; start: number }>();
  return {
    onProgress({ phase, done, total, bytes, kept = NOTHING, waiting = 0 }) {
      if (stopped) return;
      let entry = byPhase.get(phase);
      if (entry === undefined) {
        entry = {
          bar: bars.create(total, 0, { title: TITLE[phase], count: '', rate: '' }),
          start: performance.now(),
        };
        byPhase.set(phase, entry);
      }
      const seconds = Math.max(0.001, (performance.now() - entry.start) / 1000);
      const rate =
        phase === 'documents'
          ? `  ${grouped((done - kept.documents) / seconds)} documents/s${bytes > 0 ? `  ${size((bytes - kept.bytes) / seconds)}/s` : ''}`
          : '';
      entry.bar.setTotal(total);
      const slowed = waiting > 0 ? `  ${waiting} waiting for the server` : '';
      entry.bar.update(done, { count: `${grouped(done)}/${grouped(total)}`, rate: rate + slowed });
    },
    // Stopping twice would move the cursor over what was written since.
    stop() {
      if (!stopped) bars.stop();
      stopped = true;
    },
  };
}

/** A line when a phase begins to move, then every few seconds, then when it is done. */
export function progressLines(print: (line: string) => void): Reporter {
  let printed = { phase: '' as Phase | '', at: 0 };
  let start = performance.now();
  return {
    onProgress({ phase, done, total, bytes, kept = NOTHING, waiting = 0 }) {
      const now = performance.now();
      if (printed.phase !== phase) {
        start = now;
        printed = { phase, at: now };
      }
      if (done < total && now - printed.at < LINE_EVERY_MS) return;
      printed = { phase, at: now };
      const seconds = Math.max(0.001, (now - start) / 1000);
      const rate =
        phase === 'documents'
          ? `, ${grouped((done - kept.documents) / seconds)}/s${bytes > 0 ? `, ${size(bytes)}` : ''}`
          : '';
      const slowed = waiting > 0 ? `, ${waiting} batches waiting for the server` : '';
      print(`${TITLE[phase].trim()}: ${grouped(done)} of ${grouped(total)}${rate}${slowed}`);
    },
    stop() {},
  };
}
