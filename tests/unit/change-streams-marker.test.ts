/** The document that comes and goes to prove that changes are seen. */
import { Double } from 'bson';
import { expect, it } from 'vitest';
import { MODELS } from '../../src/core/model/index.js';
import { MARKED, markerDocument } from '../../src/tools/operate/change-streams/marker.js';

it('has the fields of its collection, unmistakable texts, and is marked as deleted', () => {
  const marker = markerDocument(1_700_000_000_000);
  expect(marker._id).toMatch(/^zava-change-stream-check-1700000000000-[0-9a-f-]{36}$/);
  expect(Object.keys(marker).sort()).toEqual(MODELS[MARKED].fields.map(({ name }) => name as string).sort());
  expect(marker).toMatchObject({ category_id: marker._id, category_name: marker._id, deleted: true });
  expect(marker.seasonal_multipliers.jan).toBeInstanceOf(Double);
});

it('has another id each time', () => {
  expect(markerDocument(0)._id).not.toBe(markerDocument(0)._id);
});
