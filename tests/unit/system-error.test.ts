/** What the operating system refuses, in words. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { failureOf } from '../../src/commands/failure.js';
import { systemSentence } from '../../src/system-error.js';

const refusal = (code: string, more: object = {}) =>
  Object.assign(new Error('as Node.js says it'), { code, ...more });

it.each<[unknown, string]>([
  [
    refusal('EMFILE', { errno: -24, syscall: 'open', path: '/a' }),
    'Too many files are open at once; allow more (ulimit -n 1024), or take fewer worker threads (EMFILE, /a).',
  ],
  [refusal('ENOSPC', { errno: -28, syscall: 'write' }), 'The disk is full (ENOSPC).'],
  [refusal('EROFS', { errno: -30, syscall: 'mkdir', path: '/a' }), '/a refuses mkdir (EROFS).'],
  [refusal('EIO', { errno: -5, syscall: 'read' }), 'The operating system refuses read (EIO).'],
  [
    refusal('ENOENT', { errno: -2, syscall: 'uv_cwd' }),
    'The working folder is gone; change to one that is there.',
  ],
  [
    refusal('ERR_WORKER_OUT_OF_MEMORY'),
    'A worker thread has no memory left; take fewer of them (ERR_WORKER_OUT_OF_MEMORY).',
  ],
])('%o', (error, sentence) => {
  expect(systemSentence(error)).toBe(sentence);
  const { sentence: said, document } = failureOf(error as Error, false, {});
  expect(said).toBe(sentence);
  expect(document.error).toEqual({ kind: 'failure', exitCode: 1, message: sentence });
});

it('of this system itself', () => {
  try {
    readFileSync('nowhere/at/all');
  } catch (error) {
    expect(systemSentence(error)).toBe('nowhere/at/all refuses open (ENOENT).');
  }
  expect.assertions(1);
});

it('is nothing that a fault of the program would be taken for', () => {
  for (const error of [new TypeError('x is undefined'), refusal('ERR_INVALID_ARG_TYPE'), undefined, 'text']) {
    expect(systemSentence(error)).toBeUndefined();
  }
});
