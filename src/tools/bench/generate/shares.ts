/**
 * The share of time of each part of making orders and lines, by sampling: V8 notes every 0.2 ms which function runs,
 * and knows of inlined functions where they come from, so that samples are counted by the file of the function.
 *
 * How far to trust it: between files that call one another for whole shards (drawing, sorting, writing orders, writing
 * lines) the shares agree with timers around the calls within some five points. Random numbers and model are one loop
 * after inlining, whose instructions the processor runs side by side; a sample falls where the processor waits, which
 * is often where a number is used rather than where it is made. So the border between these two is rough, and random
 * numbers drawn alone take about twice the time that is counted for them here.
 */
import { type Profiler, Session } from 'node:inspector';
import { PARTS, type Part } from './result.js';

/** Microseconds between two samples. */
const INTERVAL = 200;

/** What V8 calls a thread that waits. */
const IDLE = '(idle)';

/** Which part a file belongs to: the first one whose pattern fits the path below src/. */
const FILES: readonly (readonly [RegExp, Part])[] = [
  [/^core\/random\/(stream|uuid)\.js$/, 'randomNumbers'],
  [/^core\/(random|generate|plan|model|settings)\//, 'model'],
  [/^core\/encode\/sort\.js$/, 'sorting'],
  [/^core\/encode\//, 'encoding'],
];

export interface Shares {
  readonly samples: number;
  /** From 0 to 1, together 1. */
  readonly ofTime: Readonly<Record<Part, number>>;
}

/** The part of a file; undefined for the internals of V8 and Node.js, whose time belongs to their caller. */
export function partOf(url: string): Part | undefined {
  if (url === '' || url.startsWith('node:')) return undefined;
  if (/\/node_modules\/seedrandom\//.test(url)) return 'randomNumbers';
  const path = /^.*\/src\/(.+)$/.exec(url)?.[1];
  if (path === undefined || url.includes('/node_modules/')) return 'other';
  return FILES.find(([pattern]) => pattern.test(path))?.[1] ?? 'other';
}

/** Counts the samples of a profile by part. Those of an idle thread do not count; at least one must be left. */
export function sharesOf(profile: Profiler.Profile): Shares {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const counts: Record<Part, number> = { randomNumbers: 0, model: 0, encoding: 0, sorting: 0, other: 0 };
  let samples = 0;
  /** Goes down the tree of calls with the part of the nearest caller that has one. */
  const walk = (node: Profiler.ProfileNode, caller: Part) => {
    const part = partOf(node.callFrame.url) ?? caller;
    if (node.callFrame.functionName !== IDLE) {
      counts[part] += node.hitCount ?? 0;
      samples += node.hitCount ?? 0;
    }
    for (const child of node.children ?? []) walk(nodes.get(child) as Profiler.ProfileNode, part);
  };
  const [root] = profile.nodes;
  if (root !== undefined) walk(root, 'other');
  if (samples === 0) throw new RangeError('the profile has no samples');
  const ofTime = { ...counts };
  for (const part of PARTS) ofTime[part] = counts[part] / samples;
  return { samples, ofTime };
}

/**
 * Samples this thread while `work` runs.
 * @param prepare runs before, already with positions being kept: code that is compiled then knows what it inlined.
 */
export function sampled(prepare: () => void, work: () => void): Shares {
  const session = new Session();
  session.connect();
  try {
    // Within one thread each call is answered before it returns.
    session.post('Profiler.enable');
    session.post('Profiler.setSamplingInterval', { interval: INTERVAL });
    prepare();
    session.post('Profiler.start');
    work();
    let profile: Profiler.Profile | undefined;
    let failure: Error | null = null;
    session.post('Profiler.stop', (error, stopped) => {
      failure = error;
      profile = stopped?.profile;
    });
    if (profile === undefined) throw failure ?? new Error('the profiler did not answer');
    return sharesOf(profile);
  } finally {
    session.disconnect();
  }
}
