/** zava ditto simulate through the command line: what it prints where, and what it refuses. */
import { describe, expect, it } from 'vitest';
import { succeed, temporaryFolder, zava } from '../fixtures/cli.js';

const one = ['ditto', 'simulate', '--scenario', 'changed-id', '--seed', '7'];

describe('zava ditto simulate', () => {
  it('plays the same whatever the folder and the environment say', async () => {
    const { stdout, stderr } = await succeed(one);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^changed-id: A device changes a field that makes the id of a row\n/);
    expect(stdout).toMatch(/\nVerdict: apart\. /);
    const elsewhere = await succeed(one, {
      cwd: temporaryFolder(),
      env: { NUM_CUSTOMERS: '3', START_DATE: '2025-01-01', TZ: 'Asia/Tokyo', LC_ALL: 'de_DE.UTF-8' },
    });
    expect(elsewhere.stdout).toBe(stdout);
  });

  it('prints one document with --json, of the profile that is asked for', async () => {
    const { stdout, stderr } = await succeed([...one, '--json', '--inventory', 'uuid']);
    expect(stderr).toBe('');
    const { plays, ...rest } = JSON.parse(stdout);
    expect(rest).toEqual({ command: 'ditto simulate', seed: 7, inventory: 'uuid' });
    expect(plays).toHaveLength(1);
    expect(plays[0]).toMatchObject({ scenario: 'changed-id', outcome: 'kept', unsynced: [], brokenLaws: [] });
    expect(plays[0].rules).toContainEqual(expect.objectContaining({ id: 'immutable', label: 'tried' }));
  });

  it.each([
    [
      ['--scenario', 'transfers'],
      /^zava: --scenario is 'transfers'; allowed is one of all, .*; the nearest is 'transfer'\.\n$/,
    ],
    [['--seed', 'x'], /^zava: --seed is 'x'; allowed is a whole number/],
    [['--inventory', 'id'], /^zava: --inventory is 'id'; allowed is store-product or uuid\.\n$/],
  ])('refuses %j', async (args, words) => {
    const { code, stdout, stderr } = await zava(['ditto', 'simulate', ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(words);
  });
});
