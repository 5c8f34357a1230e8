/** The whole of `zava bench generate` where it is not to measure, or cannot. */
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type Flags, resolveSettings } from '../../src/core/settings/resolve.js';
import { SettingsError } from '../../src/errors.js';
import { measureGeneration } from '../../src/tools/bench/generate/measure.js';
import { generateResultSchema } from '../../src/tools/bench/generate/result.js';
import { machine, peakMemory } from '../../src/tools/bench/machine.js';

const surroundings = { env: {}, cwd: tmpdir() };
const benchOf = (flags: Flags) => ({
  settings: resolveSettings(flags, surroundings),
  flags,
  surroundings,
  workers: [1, 2],
  repeats: 1,
});

describe('measuring', () => {
  it('that is interrupted before it begins says so, and starts nothing', async () => {
    const phases: string[] = [];
    const result = await measureGeneration({
      ...benchOf({ preset: 'tiny' }),
      signal: AbortSignal.abort(new Error('interrupted')),
      onPhase: (phase) => phases.push(phase),
    });
    expect(phases).toEqual([]);
    expect(generateResultSchema.parse(result)).toMatchObject({
      complete: false,
      workers: [],
      collections: [],
      orders: 1000,
      customers: 200,
      seed: 42,
    });
  });

  it('without orders is refused', async () => {
    await expect(measureGeneration(benchOf({ preset: 'tiny', orders: 0 }))).rejects.toThrow(
      new SettingsError('orders is 0; allowed is at least 1 where making orders is measured.'),
    );
  });
});

describe('the machine', () => {
  it('has a version of each kind and a core', () => {
    const { nodeVersion, zavaVersion, cores, cpu, os } = machine();
    expect(nodeVersion).toBe(process.version);
    expect(zavaVersion).toMatch(/^\d+\.\d+\.\d+/);
    expect(cores).toBeGreaterThan(0);
    for (const text of [cpu, os]) expect(text).not.toBe('');
  });

  it('knows the most memory that the process held, in bytes', () => {
    const before = peakMemory();
    expect(before).toBeGreaterThan(process.memoryUsage().rss * 0.5);
    // Larger than what is there already, so that the peak must rise.
    const bytes = before + 50_000_000;
    new Uint8Array(bytes).fill(1);
    expect(peakMemory()).toBeGreaterThan(bytes);
  });
});
