/** Characters written straight into a buffer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DayTexts, MOMENT_PLACEHOLDER, UUID_PLACEHOLDER } from '../../src/core/encode/run-text.js';
import { copyText, putClock, putHexWord, putNumber, putUuid } from '../../src/core/encode/text.js';
import { momentOf } from '../../src/core/settings/calendar.js';
import { tiny } from '../fixtures/worlds.js';

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const hex = (n: number) => (n >>> 0).toString(16).padStart(8, '0');

/** A buffer that is larger on both sides, to see what is written beyond. */
function framed(text: string, before = 5) {
  const buffer = Buffer.alloc(before + Buffer.byteLength(text) + 16, '#');
  buffer.write(text, before);
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  const outside = () => buffer.subarray(0, before).toString() + buffer.subarray(-16).toString();
  return { buffer, view, before, outside, text: () => buffer.subarray(before, -16).toString() };
}

const FRAME = '#'.repeat(21);

describe('digits', () => {
  it('of a word are eight in hex', () => {
    fc.assert(
      fc.property(word, (n) => {
        const frame = framed('00000000');
        putHexWord(frame.view, frame.before, n);
        expect([frame.text(), frame.outside()]).toEqual([hex(n), FRAME]);
      }),
    );
  });

  it('of a UUID leave its hyphens alone', () => {
    fc.assert(
      fc.property(word, word, word, word, (a, b, c, d) => {
        const frame = framed(UUID_PLACEHOLDER);
        putUuid(frame.view, frame.before, a, b, c, d);
        const digits = hex(a) + hex(b) + hex(c) + hex(d);
        expect(frame.text()).toBe(digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
        expect(frame.outside()).toBe(FRAME);
      }),
    );
  });

  it('of a number have leading zeros', () => {
    fc.assert(
      fc.property(fc.nat(99_999_999_999), fc.integer({ min: 11, max: 16 }), (n, digits) => {
        const frame = framed('x'.repeat(digits));
        putNumber(frame.buffer, frame.before, n, digits);
        expect([frame.text(), frame.outside()]).toEqual([String(n).padStart(digits, '0'), FRAME]);
      }),
    );
  });

  it('of every second of a day make its clock', () => {
    const frame = framed('00:00:00');
    for (let second = 0; second < 86_400; second++) {
      putClock(frame.view, frame.before, second);
      if (frame.text() !== momentOf(second).slice(11, 19)) expect.fail(`${second} is ${frame.text()}`);
    }
    expect(frame.outside()).toBe(FRAME);
  });
});

describe('copyText', () => {
  const letters = ['a', 'ß', 'é', '字', '😀', '\u007f', '\u{10ffff}', '\u0000'];

  it('copies texts of every length and of letters of one to four bytes', () => {
    for (const letter of letters) {
      for (let length = 0; length <= 70; length++) {
        const source = framed('b'.repeat(length % 3) + letter.repeat(length), length % 8);
        const size = source.buffer.length - 16 - source.before;
        const target = framed('.'.repeat(size), (length * 5) % 13);
        copyText(source.view, source.before, size, target.view, target.before);
        expect(target.text()).toBe(source.text());
        // At most seven bytes beyond; never any before.
        expect(target.buffer.subarray(0, target.before).toString()).toBe('#'.repeat(target.before));
        expect(target.buffer.subarray(target.buffer.length - 9).toString()).toBe('#########');
      }
    }
  });

  it('copies any text as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(20), (text, before) => {
        const source = framed(text, before);
        const size = source.buffer.length - 16 - before;
        const target = framed('.'.repeat(size));
        copyText(source.view, before, size, target.view, target.before);
        expect(target.text()).toBe(source.text());
      }),
      { numRuns: 500 },
    );
  });
});

describe('the dates of the period', () => {
  it('are those of the calendar, from the first second to the last', () => {
    const days = new DayTexts(tiny);
    const compact = framed('00000000');
    const moment = framed(MOMENT_PLACEHOLDER);
    for (let day = tiny.firstDay; day <= tiny.lastDay; day++) {
      const seconds = day * 86_400 + ((day * 7919) % 86_400);
      days.putCompact(day - tiny.firstDay, compact.view, compact.before);
      days.putMoment(seconds, moment.view, moment.before);
      const expected = momentOf(seconds);
      if (moment.text() !== expected || compact.text() !== expected.slice(0, 10).replaceAll('-', '')) {
        expect.fail(`${expected} is ${moment.text()} and ${compact.text()}`);
      }
    }
    for (const seconds of [tiny.firstDay * 86_400, (tiny.lastDay + 1) * 86_400 - 1]) {
      days.putMoment(seconds, moment.view, moment.before);
      expect(moment.text()).toBe(momentOf(seconds));
    }
    expect([compact.outside(), moment.outside()]).toEqual([FRAME, FRAME]);
  });
});
