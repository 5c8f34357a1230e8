/** What of a collection must be the same before and after its documents are deleted. */
import { Double, Int32 } from 'bson';
import { expect, it } from 'vitest';
import { type CollectionState, differences } from '../../src/tools/operate/clear/state.js';

const id = { v: new Int32(2), key: { _id: new Int32(1) }, name: '_id_' };
const email = { v: new Int32(2), key: { email: new Int32(1) }, name: 'email_1', unique: true };
const state: CollectionState = {
  options: { validator: { a: 1, b: 2 }, validationAction: 'warn' },
  indexes: [id, email],
};

it('nothing differs where only the order of indexes and options does', () => {
  const options = { validationAction: 'warn', validator: { a: 1, b: 2 } };
  expect(differences(state, { options, indexes: [email, id] })).toEqual([]);
  expect(
    differences(state, { ...state, indexes: [id, { ...email, ns: 'zava.x', background: true }] }),
  ).toEqual([]);
});

it.each<[string, CollectionState, string[]]>([
  ['an option', { ...state, options: { validator: { a: 1, b: 2 } } }, ['its options']],
  [
    'what a validator holds, in its order',
    { ...state, options: { ...state.options, validator: { b: 2, a: 1 } } },
    ['its options'],
  ],
  ['an index that is gone', { ...state, indexes: [id] }, ['the index email_1']],
  ['an index that came', { ...state, indexes: [id, email, { name: 'x' }] }, ['the index x']],
  ['an option of an index', { ...state, indexes: [id, { ...email, unique: false }] }, ['the index email_1']],
  [
    'the BSON type of a direction',
    { ...state, indexes: [id, { ...email, key: { email: new Double(1) } }] },
    ['the index email_1'],
  ],
])('%s is told', (_, after, told) => {
  expect(differences(state, after)).toEqual(told);
});
