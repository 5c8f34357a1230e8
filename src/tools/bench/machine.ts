/** What a benchmark was measured on, and how much memory a process took. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, type } from 'node:os';
import { z } from 'zod';
import { zavaVersion } from '../../version.js';

export const machineSchema = z.object({
  nodeVersion: z.string(),
  zavaVersion: z.string(),
  /** Cores that this process may use. */
  cores: z.number().int().positive(),
  /** The model, as the processor names itself. */
  cpu: z.string(),
  os: z.string(),
});

export type Machine = z.infer<typeof machineSchema>;

export function machine(): Machine {
  return {
    nodeVersion: process.version,
    zavaVersion: zavaVersion(),
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    os: `${type()} ${release()}`,
  };
}

/**
 * The most memory that this process has held at once, in bytes, its threads included. On Linux the maximum of
 * `resourceUsage` begins with the size of the parent at the fork, and VmHWM of proc(5) does not.
 */
export function peakMemory(): number {
  if (process.platform === 'linux') {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  }
  return process.resourceUsage().maxRSS * 1024;
}
