/** The workflow that tests changes: what it runs, on which Node.js, and that it may change nothing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { REPOSITORY } from '../fixtures/cli.js';

const read = (path: string): string => readFileSync(join(REPOSITORY, path), 'utf8');
const workflow = parse(read('.github/workflows/ci.yml'));
const { engines } = JSON.parse(read('package.json'));
const jobs = Object.values(workflow.jobs) as Record<string, never>[];

describe('the workflow', () => {
  it('runs what CI runs everywhere, once for each Node.js', () => {
    expect(Object.keys(workflow.jobs)).toEqual(['test']);
    const { strategy, steps } = workflow.jobs.test;
    expect(steps.map(({ run }: { run?: string }) => run).filter(Boolean)).toEqual(['sh .ci/run']);
    const setup = steps.find(({ uses = '' }) => uses.startsWith('actions/setup-node@'));
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of workflows.
    expect(setup.with['node-version']).toBe('${{ matrix.node }}');
    expect(strategy.matrix.node.map(Number.parseFloat)).toEqual([20.19, 22, 24]);
  });

  it("begins with the oldest Node.js that package.json's engines allow", () => {
    const [, oldest] = /^>=(\d+\.\d+)\.0$/.exec(engines.node) ?? [];
    expect(workflow.jobs.test.strategy.matrix.node[0]).toBe(oldest);
  });

  it('may read and nothing else', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const job of jobs) expect(job).not.toHaveProperty('permissions');
    expect(read('.github/workflows/ci.yml')).not.toContain('secrets.');
  });
});
