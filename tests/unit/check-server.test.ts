/** The checks of version, topology, way, clock, rights and room, from what a server tells. */
import { describe, expect, it } from 'vitest';
import { option } from '../../src/core/options/table.js';
import { may, type Privilege } from '../../src/mongodb/privileges.js';
import { atLeast } from '../../src/mongodb/server-version.js';
import { addressOf } from '../../src/tools/operate/check/address.js';
import { checkDisk, checkSmallTier } from '../../src/tools/operate/check/capacity.js';
import { checkRights } from '../../src/tools/operate/check/rights.js';
import {
  checkClock,
  checkRoundTrip,
  checkTopology,
  checkVersion,
} from '../../src/tools/operate/check/server.js';

describe('a version', () => {
  it.each([
    ['7.0.13', '7.0.13', true],
    ['7.0.12', '7.0.13', false],
    ['7.0.9', '7.0.13', false],
    ['8.0.0', '7.0.13', true],
    ['7.1.0', '7.0.13', true],
    ['6.0.26', '7.0.13', false],
    ['10.0.0', '7.0.13', true],
    ['8.2.0-rc1', '7.0.13', true],
  ])('%s is at least %s: %s', (version, wanted, expected) => {
    expect(atLeast(version, wanted)).toBe(expected);
  });

  it.each([
    ['8.0.4', 'ok'],
    ['7.0.13', 'ok'],
    ['7.0.12', 'warning'],
    ['6.0.5', 'warning'],
    ['5.0.31', 'failure'],
  ])('%s is a %s', (version, status) => {
    expect(checkVersion(version).status).toBe(status);
  });
});

describe('a topology', () => {
  it.each([
    [
      { setName: 'rs', hosts: ['a', 'b', 'c'], isWritablePrimary: true },
      'ok',
      /replica set rs with 3 members/,
    ],
    [{ msg: 'isdbgrid', isWritablePrimary: true }, 'ok', /sharded/],
    [{ isWritablePrimary: true }, 'failure', /standalone/],
    [{ isreplicaset: true, isWritablePrimary: false }, 'failure', /waits to become/],
    [
      { setName: 'rs', hosts: ['a'], isWritablePrimary: false, secondary: true },
      'failure',
      /not the primary/,
    ],
  ])('of %j is a %s', (hello, status, what) => {
    expect(checkTopology(hello)).toMatchObject({ status, what: expect.stringMatching(what) });
  });
});

describe('the way and the clock', () => {
  it('take the median, so that one slow answer does not count', () => {
    expect(checkRoundTrip([1, 2, 900, 1.5, 2]).what).toBe('Round trip: 2.0 ms (median of 5)');
    expect(checkRoundTrip([150, 160, 170])).toMatchObject({ status: 'warning' });
  });

  it.each([
    [300, 'ok', /within 1 s/],
    [-4000, 'ok', /within 4 s/],
    [7000, 'warning', /this machine's is 7 s behind the server's/],
    [-3_600_000, 'warning', /3600 s ahead of the server's/],
  ])('a difference of %d ms is a %s', (ahead, status, what) => {
    expect(checkClock(ahead)).toMatchObject({ status, what: expect.stringMatching(what) });
  });
});

describe('rights', () => {
  const on = (db: string, collection: string, ...actions: string[]): Privilege => ({
    resource: { db, collection },
    actions,
  });

  it.each([
    [on('zava', '', 'find'), true],
    [on('zava', 'orders', 'find'), true],
    [on('', '', 'find'), true],
    [on('', 'orders', 'find'), true],
    [{ resource: { anyResource: true }, actions: ['find'] }, true],
    [on('other', '', 'find'), false],
    [on('zava', 'stores', 'find'), false],
    [on('zava', '', 'insert'), false],
    [{ resource: { cluster: true } as Privilege['resource'], actions: ['find'] }, false],
  ])('%j allow to find in zava.orders: %s', (privilege, expected) => {
    expect(may([privilege], 'zava', 'orders', 'find')).toBe(expected);
  });

  it('must hold for each of the nine collections', () => {
    const actions = ['find', 'listCollections', 'listIndexes'];
    const [read] = checkRights([on('zava', 'orders', ...actions)], 'zava');
    expect(read).toMatchObject({ status: 'failure', what: expect.stringContaining('find, listCollections') });
    expect(checkRights([on('zava', '', ...actions)], 'zava')[0]?.status).toBe('ok');
    expect(checkRights(undefined, 'zava').every(({ status }) => status === 'ok')).toBe(true);
  });
});

describe('room', () => {
  const planned = { documents: 1000, bytes: 300_000_000, indexBytes: 100_000_000 };

  it.each([
    [undefined, 'ok'],
    [{ total: 10e9, used: 1e9 }, 'ok'],
    [{ total: 1e9, used: 0.5e9 }, 'warning'],
    [{ total: 1e9, used: 0.7e9 }, 'failure'],
  ])('on a disk of %j is %s', (disk, status) => {
    expect(checkDisk(disk, planned).status).toBe(status);
  });

  it('in 512 MB counts documents and indexes, and matters on Atlas', () => {
    expect(checkSmallTier(planned, true)).toMatchObject({
      status: 'ok',
      what: expect.stringMatching(/that fits$/),
    });
    const large = { ...planned, bytes: 450_000_000 };
    expect(checkSmallTier(large, true)).toMatchObject({
      status: 'warning',
      cure: ['take M10 or larger, or load less with ', option('preset', 'demo')],
    });
    expect(checkSmallTier(large, false)).toMatchObject({ status: 'ok' });
  });
});

describe('an address', () => {
  it.each([
    ['host', { host: 'host', port: 27_017 }],
    ['host:1', { host: 'host', port: 1 }],
    ['[::1]:2', { host: '::1', port: 2 }],
    ['[::1]', { host: '::1', port: 27_017 }],
    ['%2Ftmp%2Fmongodb-27017.sock', { host: '/tmp/mongodb-27017.sock', port: 0 }],
  ])('%s', (text, expected) => {
    expect(addressOf(text)).toEqual(expected);
  });
});
