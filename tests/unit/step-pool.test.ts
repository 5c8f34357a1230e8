/** Pieces come out of a pool in the order of the tasks, so many at once as it allows, and with the right reason. */
import { describe, expect, it } from 'vitest';
import type { Piece } from '../../src/engine/piece.js';
import { StepPool } from '../../src/engine/pool/step-pool.js';
import { LoadControl, Stopped } from '../../src/engine/sinks/load-control.js';

const piece = (step: string): Piece => ({ step, alreadyDelivered: false, outputs: [] });

interface Task {
  readonly step: string;
  readonly made: Promise<void>;
}

/** A task that is made when it is told to. */
function task(step: string) {
  let make = () => {};
  let fail = (_: unknown) => {};
  const made = new Promise<void>((resolve, reject) => {
    [make, fail] = [resolve, reject];
  });
  return { step, made, make, fail };
}

class Pool extends StepPool<Task> {
  readonly begun: string[] = [];

  constructor(
    inFlight: number,
    readonly shared = new LoadControl(),
    signal?: AbortSignal,
  ) {
    super(inFlight, shared, signal);
  }

  protected override async work({ step, made }: Task): Promise<Piece> {
    this.begun.push(step);
    await made;
    return piece(step);
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function stepsOf(pool: Pool, tasks: Iterable<Task>): Promise<string[]> {
  const steps: string[] = [];
  for await (const { step } of pool.results(tasks)) steps.push(step);
  return steps;
}

describe('a pool', () => {
  it('gives pieces in the order of the tasks, and begins no more than it may have in flight', async () => {
    const pool = new Pool(2);
    const tasks = ['a', 'b', 'c', 'd'].map(task);
    const steps = stepsOf(pool, tasks);
    await turn();
    expect(pool.begun).toEqual(['a', 'b']);
    tasks[1].make();
    await turn();
    // One more than is in flight is held back for order, and not more.
    expect(pool.begun).toEqual(['a', 'b', 'c']);
    tasks[2].make();
    await turn();
    expect(pool.begun).toEqual(['a', 'b', 'c']);
    for (const { make } of tasks) make();
    expect(await steps).toEqual(['a', 'b', 'c', 'd']);
  });

  it('fails with the reason, where a task before it in order was stopped for that', async () => {
    const pool = new Pool(2);
    const [a, b] = ['a', 'b'].map(task);
    const steps = stepsOf(pool, [a, b]);
    await turn();
    a.fail(new Stopped());
    await turn();
    const reason = new Error('the reason');
    b.fail(reason);
    await expect(steps).rejects.toBe(reason);
  });

  it('drains: tells all to stop, and waits for what is in flight, but not for ever', async () => {
    const pool = new Pool(1);
    const a = task('a');
    const steps = stepsOf(pool, [a]);
    await turn();
    await pool.drain(1);
    expect(pool.shared.stopping).toBe(true);
    const drained = pool.drain(60_000);
    a.make();
    await drained;
    expect(await steps).toEqual(['a']);
  });

  it('begins nothing after an interruption', async () => {
    const interruption = new AbortController();
    const pool = new Pool(1, new LoadControl(), interruption.signal);
    const reason = new Error('interrupted');
    interruption.abort(reason);
    await expect(stepsOf(pool, [task('a')])).rejects.toBe(reason);
    expect(pool.begun).toEqual([]);
  });
});
