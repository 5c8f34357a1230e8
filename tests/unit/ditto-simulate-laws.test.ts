/** The laws of the model of Ditto and its connector, over random histories; what real documents make of it is in ditto-simulate.test.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DittoId } from '../../src/tools/ditto/document.js';
import { compareStamps } from '../../src/tools/ditto/simulate/crdt/clock.js';
import { type DocumentState, fingerprint, mergeStates } from '../../src/tools/ditto/simulate/crdt/state.js';
import {
  type Act,
  anyAct,
  COLLECTION,
  fieldOf,
  IDS,
  increment,
  Sites,
  set,
  traffic,
  update,
} from '../fixtures/ditto-sites.js';
import { runs } from '../fixtures/random-worlds.js';

const RUNS = 1000;

const acts = fc.array(anyAct, { minLength: 1, maxLength: 12 });

/** Both documents are at all sites first. */
function begun(): Sites {
  const sites = new Sites();
  for (const _id of IDS) sites.site(0).insert(COLLECTION, { _id, n: 5, loc: { a: 1 } }, 'fail');
  sites.settle();
  return sites;
}

function played(history: readonly Act[]): Sites {
  const sites = begun();
  for (const act of history) sites.act(act);
  return sites;
}

const prints = (sites: Sites): string[][] =>
  sites.all.map((site) => IDS.map((id) => print(site.state(COLLECTION, id))));

const print = (state: DocumentState | undefined): string => (state === undefined ? '' : fingerprint(state));

/** The states of one document at three sites, after anything. */
const states = acts.map((history) => {
  const { all } = played(history);
  return all.flatMap((site) => site.state(COLLECTION, IDS[0] as DittoId) ?? []) as [
    DocumentState,
    DocumentState,
    DocumentState,
  ];
});

it('a merge of copies depends on no order, and changes nothing the second time', () => {
  const same = (a: DocumentState, b: DocumentState) => expect(fingerprint(a)).toBe(fingerprint(b));
  fc.assert(
    fc.property(states, ([a, b, c]) => {
      const both = mergeStates(a, b);
      same(both, mergeStates(b, a));
      same(mergeStates(both, c), mergeStates(a, mergeStates(b, c)));
      for (const one of [a, b, both]) expect(mergeStates(both, one)).toBe(both);
    }),
    runs(RUNS),
  );
});

describe('sites', () => {
  it('agree when all has arrived, in any order and twice, and then nothing moves', () => {
    fc.assert(
      fc.property(acts, fc.array(fc.nat(), { maxLength: 8 }), (history, order) => {
        const one = played(history);
        one.settle(order);
        const [first, ...others] = prints(one);
        for (const other of others) expect(other).toEqual(first);
        for (const from of one.all) for (const to of one.all) expect(from.messagesFor(to)).toEqual([]);
        const two = played(history);
        two.settle([...order].reverse());
        expect(prints(two)[0]).toEqual(first);
      }),
      runs(RUNS),
    );
  });

  it('show of each field the write with the last stamp, and of each counter the sum of all increments', () => {
    const simple = fc.oneof(update(set), update(increment), traffic);
    fc.assert(
      fc.property(fc.array(simple, { maxLength: 12 }), (history) => {
        const sites = played(history);
        sites.settle();
        for (const [i, id] of IDS.entries()) {
          const ours = sites.writes
            .filter((write) => write.id === i)
            .sort((a, b) => compareStamps(a.stamp, b.stamp))
            .flatMap(({ changes }) => changes);
          for (const field of ['n', 'm']) {
            const last = ours.filter((one) => fieldOf(one) === field).at(-1);
            const sum = ours
              .flatMap((one) => ('increment' in one && one.increment[0] === field ? [one.by] : []))
              .reduce((a, b) => a + b, 0);
            const shown = sites.site(2).find(COLLECTION, id)?.[field];
            if (last === undefined) expect(shown).toBe(field === 'n' ? 5 : undefined);
            else if ('increment' in last) expect(shown).toBe(sum);
            else if ('set' in last && !isMap(last.to)) expect(shown).toEqual(last.to);
          }
        }
      }),
      runs(RUNS),
    );
  });

  it('hide for good what was deleted for good, whoever writes it later', () => {
    fc.assert(
      fc.property(acts, acts, (before, after) => {
        const sites = played(before);
        sites.site(0).delete(COLLECTION, IDS[0] as DittoId, true);
        for (const act of after) sites.act(act);
        sites.settle();
        for (const site of sites.all) expect(site.find(COLLECTION, IDS[0] as DittoId)).toBeUndefined();
      }),
      runs(RUNS),
    );
  });

  it('keep an edit that a deletion or a removal did not know of, and nothing else of the document', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.nat(50), fc.nat(50), (whole, first, second) => {
        const sites = begun();
        const id = IDS[0] as DittoId;
        sites.act({ do: 'wait', seconds: first });
        sites.act({ do: 'update', site: 1, id: 0, changes: [{ set: ['loc', 'b'], to: 7 }] });
        sites.act({ do: 'wait', seconds: second });
        if (whole) sites.site(2).delete(COLLECTION, id);
        else sites.site(2).update(COLLECTION, id, [{ unset: ['loc'] }]);
        sites.settle();
        const rest = whole ? {} : { n: 5 };
        expect(sites.site(0).find(COLLECTION, id)).toEqual({ _id: id, ...rest, loc: { b: 7 } });
      }),
      runs(RUNS),
    );
  });
});

const isMap = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
