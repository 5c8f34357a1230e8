/** Passwords in connection strings: whatever they are, the driver reads them back. */
import fc from 'fast-check';
import { MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { SettingsError } from '../../src/errors.js';
import { encodePassword, makePassword, withPassword, withUser } from '../../src/tools/operate/password.js';

const anything = fc.string({ minLength: 1, unit: 'grapheme' });

describe('a password', () => {
  it.each([
    ['plain-1.2_3~', 'plain-1.2_3~'],
    ['@/:?#[]%', '%40%2F%3A%3F%23%5B%5D%25'],
    ["!'()*$&", '%21%27%28%29%2A%24%26'],
    ['a b+é€😀', 'a%20b%2B%C3%A9%E2%82%AC%F0%9F%98%80'],
  ])('%s is encoded as %s', (password, encoded) => {
    expect(encodePassword(password)).toBe(encoded);
  });

  it('of any characters comes back from the connection string, for the driver too', () => {
    fc.assert(
      fc.property(anything, fc.constantFrom('', ':old', ':<password>', ':'), (password, before) => {
        const uri = withPassword(`mongodb://ann${before}@host/?authSource=admin`, password, '--uri');
        expect(encodePassword(password)).toMatch(/^[A-Za-z0-9\-._~%]+$/);
        expect(new MongoClient(uri).options.credentials).toMatchObject({ username: 'ann', password });
      }),
    );
  });

  it('of our own making is long, needs no encoding, and is another each time', () => {
    const made = Array.from({ length: 50 }, makePassword);
    for (const password of made) {
      expect(password).toMatch(/^[\w-]{32}$/);
      expect(encodePassword(password)).toBe(password);
    }
    expect(new Set(made).size).toBe(50);
  });
});

describe('a user', () => {
  it('of any characters comes back from the connection string', () => {
    fc.assert(
      fc.property(anything, (user) => {
        const uri = withPassword(withUser('mongodb+srv://host', user, 'it'), 'secret', 'it');
        expect(new MongoClient(uri).options.credentials).toMatchObject({
          username: user,
          password: 'secret',
        });
      }),
    );
  });

  it('that is missing is a reason to refuse, without a part of any password', () => {
    for (const uri of ['mongodb://host/', 'mongodb://:s3cret@host/', 'host', 'mongodb://a:s3@cret@host/']) {
      const attempt = () => withPassword(uri, 'hunter2', '--uri');
      expect(attempt).toThrow(SettingsError);
      expect(attempt).not.toThrow(/s3|cret|hunter2/);
    }
  });
});
