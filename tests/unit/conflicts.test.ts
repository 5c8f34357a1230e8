/** Options that exclude each other: one sentence, whoever says them, and none where they go together. */
import { describe, expect, it } from 'vitest';
import { CONFLICTS, givenOf, refuseConflicts } from '../../src/core/options/conflicts.js';
import { OPTIONS } from '../../src/core/options/table.js';
import { messageOf, SettingsError } from '../../src/errors.js';

function refusal(flags: Record<string, unknown>, command?: string): SettingsError {
  try {
    refuseConflicts(givenOf(flags), command);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return error as SettingsError;
  }
  return expect.fail('they are not refused');
}

describe('options that exclude each other', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ uri: 'mongodb://h/', local: true }, '--uri names a server and --local starts one'],
    [{ drop: true, resume: true }, '--drop starts from scratch and --resume goes on with what is there'],
    [
      { drop: true, resume: true, part: '1/2' },
      '--drop starts from scratch and --part goes on with what is there',
    ],
    [{ drop: true, finish: true }, '--drop starts from scratch and --finish goes on with what is there'],
    [{ part: '1/2', finish: true }, '--part makes a part and --finish comes after all parts'],
    [{ sink: 'null', out: 'x' }, '--sink null keeps nothing and --out names a folder'],
    [{ sink: 'null', resume: true }, '--sink null keeps nothing and --resume is about a dump'],
    [{ format: 'json', sink: 'null' }, '--format json writes text and --sink null keeps nothing'],
    [{ format: 'ndjson', part: '1/2' }, '--format ndjson writes text and --part is about a dump'],
    [
      { scale: '2', orders: '5' },
      "--scale multiplies the preset's counts and --orders fixes the orders at 5",
    ],
    [{ fit: 'm0', scale: '2' }, '--fit chooses the counts and --scale multiplies them by 2'],
    [{ fit: 'm0', customers: '2' }, '--fit chooses the counts and --customers fixes the customers at 2'],
    [
      { fit: 'm0', store: 'x' },
      '--fit chooses the size of the whole dataset and --store takes a part of one',
    ],
    [
      { sample: '5%', part: '1/2' },
      '--sample takes the customers whom the orders name and --part cannot know them',
    ],
    [
      { since: '2024-01-01', store: 'x', part: '1/2' },
      '--since takes the customers whom the orders name and --part cannot know them',
    ],
    [
      { keepCollections: true, recreate: true },
      '--keep-collections deletes document by document and --recreate replaces the collections',
    ],
    [
      { passwordStdin: true, generatePasswords: true },
      '--password-stdin gives passwords and --generate-passwords makes them',
    ],
  ])('%j', (flags, sentence) => {
    expect(messageOf(refusal(flags), 'command line')).toBe(`${sentence}; give one of the two.`);
  });

  it('in one command only', () => {
    const dump = { dump: 'out', uri: 'mongodb://h/' };
    expect(refusal(dump, 'validate').message).toContain('--dump names a folder and uri names a server');
    expect(() => refuseConflicts(givenOf(dump), 'restore')).not.toThrow();
    const [record, manifest] = [
      { record: 'x', seed: '7' },
      { manifest: 'x', preset: 'tiny' },
    ];
    expect(messageOf(refusal(record, 'validate'), 'command line')).toBe(
      '--record says what is expected and --seed does so too; give one of the two.',
    );
    expect(refusal(manifest, 'verify').message).toContain('--manifest says what is expected and preset');
    // There it is no folder, but whether one is left.
    expect(() => refuseConflicts(givenOf({ ...record, record: true }), 'load')).not.toThrow();
    expect(refusal({ resume: true, undo: true }, 'trigger-sync').message).toContain('--undo removes it');
  });

  it.each<Record<string, unknown>>([
    {},
    { drop: true, resume: false, part: undefined },
    { store: 'x', part: '1/2' },
    { format: 'bson', sink: 'null' },
    { format: 'bson', sink: 'dump', out: 'x', resume: true },
    { preset: 'tiny', scale: 2 },
    { customers: 0, orders: 0 },
  ])('but not %j', (flags) => {
    expect(() => refuseConflicts(givenOf(flags), 'load')).not.toThrow();
  });

  it('are told by who says them', () => {
    const given = { scale: { value: 2 }, orders: { value: 5, by: 'NUM_ORDERS in .env' } };
    expect(() => refuseConflicts(given)).toThrow(
      "scale multiplies the preset's counts and NUM_ORDERS in .env fixes the orders at 5; give one of the two.",
    );
  });

  it('are all in the table', () => {
    for (const { sides } of CONFLICTS) {
      for (const { options } of sides) for (const name of options) expect(OPTIONS).toHaveProperty(name);
    }
  });
});
