/**
 * Preloaded into a process of zava (`node --import`): at its end, writes the most memory it ever had, in bytes, into
 * the file that ZAVA_BENCH_PEAK names. The kernel's own high-water mark, so that no peak between two looks is missed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const KILO = 1024;

/** Of the whole process with all its threads. */
function peakBytes() {
  try {
    // On Linux the resource usage may still count memory of the process that started this one.
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return Number(kilobytes) * KILO;
  } catch {
    return process.resourceUsage().maxRSS * KILO;
  }
}

if (isMainThread) process.on('exit', () => writeFileSync(process.env.ZAVA_BENCH_PEAK, String(peakBytes())));
