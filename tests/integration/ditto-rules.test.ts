/** The model of Ditto against a real store of it: what both show after the same statements. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { RULES, type RuleId } from '../../src/tools/ditto/simulate/rules.js';
import { temporaryFolder } from '../fixtures/cli.js';
import { type Shown, type Step, shownByDitto, shownByModel, step } from '../fixtures/ditto-plays.js';
import { runs } from '../fixtures/random-worlds.js';

const begun: Step = { insert: { n: 9, loc: { a: 1, b: 2 }, arr: [1, 2] }, onConflict: 'fail' };
const set = (path: string, to: never | unknown): Step => ({
  change: { set: path.split('.'), to: to as never },
});
const unset = (path: string): Step => ({ change: { unset: path.split('.') } });
const increment = (by: number): Step => ({ change: { increment: ['n'], by } });
const restart = (start: number): Step => ({ change: { restart: ['n'], with: start } });
const insert = (
  fields: Record<string, never | unknown>,
  onConflict: 'fail' | 'nothing' | 'update' | 'merge' | 'update_local_diff',
): Step => ({
  insert: fields as never,
  onConflict,
});

type Tried = { [R in RuleId]: (typeof RULES)[R]['label'] extends 'tried' ? R : never }[RuleId];

/** Of each rule that is called tried, statements that show it, and what is seen at last. */
const SHOWING: Readonly<
  Record<Tried, { steps: readonly Step[]; last: object | undefined; strict?: object }>
> = {
  'set-again': {
    steps: [begun, set('n', 10), set('n', null)],
    last: { n: null, loc: { a: 1, b: 2 }, arr: [1, 2] },
  },
  array: { steps: [begun, set('arr', [5])], last: { n: 9, loc: { a: 1, b: 2 }, arr: [5] } },
  map: {
    steps: [begun, set('loc', { c: 3 }), set('loc.a', 7), unset('loc.b')],
    last: { n: 9, loc: { a: 7, c: 3 }, arr: [1, 2] },
  },
  strict: {
    steps: [
      { strict: true },
      insert({ loc: { a: 1, b: 2 } }, 'fail'),
      set('loc', { c: 3 }),
      set('loc.a', 7),
      { strict: false },
      set('loc.d', 4),
    ],
    last: { loc: { d: 4 } },
    strict: { loc: { c: 3 } },
  },
  restart: { steps: [insert({}, 'fail'), restart(50), increment(-3)], last: { n: 47 } },
  beside: {
    steps: [insert({ n: 9 }, 'fail'), increment(-1), set('n', 20), increment(-1), set('n', 5), unset('n')],
    last: { n: -2 },
    strict: {},
  },
  'insert-conflict': {
    steps: [
      begun,
      insert({ n: 1 }, 'fail'),
      insert({ n: 2 }, 'nothing'),
      insert({ loc: { c: 3 } }, 'update'),
      insert({ arr: [] }, 'merge'),
      increment(4),
      insert({ n: 9 }, 'update_local_diff'),
    ],
    last: { n: 4, loc: { a: 1, b: 2, c: 3 }, arr: [] },
  },
  delete: {
    steps: [begun, { also: 'DELETE' }, set('n', 1), insert({ m: 1 }, 'fail')],
    last: { m: 1 },
  },
  evict: { steps: [begun, { also: 'EVICT' }], last: undefined },
  immutable: {
    steps: [begun, set('_id', 'other')],
    last: { n: 9, loc: { a: 1, b: 2 }, arr: [1, 2] },
  },
};

/** Short ones first, as they are easier to read where they differ. */
const histories = fc
  .sample(fc.array(step, { minLength: 2, maxLength: 12 }), runs(60) as fc.Parameters<Step[]>)
  .map((steps) => [begun, ...steps])
  .sort((a, b) => a.length - b.length);

const shown: Shown[] = [];
const folder = temporaryFolder();

beforeAll(async () => {
  const plays = [...Object.values(SHOWING).map(({ steps }) => steps), ...histories];
  shown.push(...(await shownByDitto(folder, plays)));
});

describe('a rule that is called tried', () => {
  it.each(Object.keys(SHOWING) as Tried[])('%s is what a real store does', (rule) => {
    const { last, strict } = SHOWING[rule];
    const found = shown[Object.keys(SHOWING).indexOf(rule)];
    expect(RULES[rule].label).toBe('tried');
    expect(found?.steps.at(-1)?.shown).toEqual(last && { _id: 'd', ...last });
    if (strict !== undefined) expect(found?.strict).toEqual({ _id: 'd', ...strict });
  });
});

describe('the model shows what a real store shows', () => {
  it('of the rules', () => {
    for (const [i, { steps }] of Object.values(SHOWING).entries()) expectSame(steps, shown[i]);
  });

  it('after any statements', () => {
    const before = Object.keys(SHOWING).length;
    for (const [i, steps] of histories.entries()) expectSame(steps, shown[before + i]);
  });
});

function expectSame(steps: readonly Step[], found: Shown | undefined): void {
  const model = shownByModel(steps);
  for (const [i, one] of steps.entries()) {
    const where = JSON.stringify(steps.slice(0, i + 1));
    expect(
      model.steps[i]?.shown,
      `${where} ${found?.steps[i]?.refusal ?? ''} ${JSON.stringify(one)}`,
    ).toEqual(found?.steps[i]?.shown);
  }
  expect(model.strict, `${JSON.stringify(steps)} in strict mode`).toEqual(found?.strict);
}
