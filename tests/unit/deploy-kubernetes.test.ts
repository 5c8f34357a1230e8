/** The manifests of deploy/kubernetes are what Kubernetes takes, and fit together. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from '../../src/core/settings/config-schema.js';
import { configMapIn, containerOf, type Job, jobIn, plainVariables } from '../fixtures/kubernetes.js';
import { worldOf } from '../fixtures/worlds.js';

const [load, finish, settings] = [jobIn('load.yaml'), jobIn('finish.yaml'), configMapIn('settings.yaml')];
const both: [string, Job][] = [
  ['load', load],
  ['finish', finish],
];

describe('deploy/kubernetes', () => {
  it('has as many completions as parts, and a pod for each of them at most', () => {
    const { completions = 0, parallelism = 0, completionMode } = load.spec;
    expect(completionMode).toBe('Indexed');
    expect(plainVariables(load)).toEqual({ PARTS: String(completions) });
    expect(parallelism).toBeLessThanOrEqual(completions);
  });

  it.each(both)('%s: mounts the settings that the command reads, and they are settings', (_, job) => {
    const { args, volumeMounts } = containerOf(job);
    const [volume] = job.spec.template.spec.volumes;
    expect(volume.configMap.name).toBe(settings.metadata.name);
    expect(volumeMounts.map(({ name }) => name)).toEqual([volume.name]);
    const [file, text] = Object.entries(settings.data)[0];
    expect(args[0]).toContain(`--config ${volumeMounts[0].mountPath}/${file} `);
    expect(configSchema.partial().strict().safeParse(parse(text)).success).toBe(true);

    const folder = mkdtempSync(join(tmpdir(), 'zava-test-'));
    try {
      const config = join(folder, file);
      writeFileSync(config, text);
      expect(worldOf({ config })).toMatchObject({ seed: 42, customers: 500_000, orders: 2_000_000 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each(both)('%s: takes the connection string from the secret and nowhere else', (_, job) => {
    const secret = containerOf(job).env.filter(({ valueFrom }) => valueFrom !== undefined);
    expect(secret).toEqual([
      {
        name: 'MONGODB_CONNECTION_STRING',
        valueFrom: { secretKeyRef: { name: 'zava-mongodb', key: 'connection-string' } },
      },
    ]);
    expect(JSON.stringify(job)).not.toMatch(/mongodb(\+srv)?:\/\//);
  });

  it.each(both)('%s: fails at once on bad settings, and does not count a drained node', (_, job) => {
    expect(job.spec.podFailurePolicy.rules).toEqual([
      { action: 'FailJob', onExitCodes: { containerName: 'zava', operator: 'In', values: [2] } },
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
    ]);
  });

  it('runs the same image in the same way', () => {
    const pick = (job: Job) => {
      const { image, command, resources } = containerOf(job);
      return { image, command, resources };
    };
    expect(pick(finish)).toEqual(pick(load));
  });
});
