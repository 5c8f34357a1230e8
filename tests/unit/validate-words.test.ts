/** What `zava validate` says on the terminal. */
import { describe, expect, it } from 'vitest';
import { printable, summaryLines } from '../../src/tools/validate/words.js';
import { CHECKS, failing, THREE_FAILURES, validationReport } from '../fixtures/validation-report.js';

const textOf = (wishes: Parameters<typeof validationReport>[0]): string =>
  summaryLines(validationReport(wishes)).join('\n');

describe('the summary', () => {
  it('says what was checked, against what, and that all pass', () => {
    const lines = summaryLines(validationReport());
    expect(lines.slice(0, 2)).toEqual([
      'Checked database zava at localhost:27017 (MongoDB 7.0.14), 674,947 documents in 9 collections, in 12.3 s.',
      'Held against the manifest: seed 42, format version 1, 50,000 customers, 200,000 orders, 2020-01-01 to 2026-12-31.',
    ]);
    expect(lines.slice(-3)).toEqual([
      '',
      'Data quality: 100 % of 674,947 documents break nothing.',
      '72 checks, all pass: this is a sound Zava dataset.',
    ]);
    // Two lines, a table of eleven groups, an empty line, the score and the last one.
    expect(lines).toHaveLength(2 + 15 + 3);
  });

  it('speaks of a dump, and of the settings where there is no manifest', () => {
    const { target, expected } = validationReport();
    const { version, ...place } = target;
    const text = textOf({
      target: { ...place, kind: 'dump', where: 'out' },
      expected: { ...expected, source: 'settings', seed: 7 },
    });
    expect(text).toContain('Checked database zava in the dump out, 674,947 documents');
    expect(text).toContain('Held against the settings: seed 7,');
    expect(text).not.toMatch(/undefined|NaN|MongoDB/);
  });

  it('has a row for each group that has checks, with how many fail', () => {
    const rows = summaryLines(validationReport({ checks: THREE_FAILURES }))
      .filter((line) => line.startsWith('│'))
      .map((line) => line.split('│').map((cell) => cell.trim()))
      .map(([, group, checks, failed]) => [group, checks, failed]);
    expect(rows).toEqual([
      ['group', 'checks', 'failed'],
      ['counts', '9', '0'],
      ['structure', '27', '0'],
      ['ids', '10', '0'],
      ['references', '7', '0'],
      ['copies', '3', '0'],
      ['money', '4', '1'],
      ['time', '3', '0'],
      ['stock', '2', '1'],
      ['behaviour', '3', '1'],
      ['embeddings', '2', '0'],
      ['database', '2', '0'],
    ]);
    const few = textOf({ checks: CHECKS.filter(({ group }) => group === 'money') });
    expect(few).not.toMatch(/│ (counts|database)/);
  });

  it('tells each failure in full, in the order of the groups, then the notes, then the count', () => {
    const lines = summaryLines(
      validationReport({ checks: THREE_FAILURES, notes: ['The first note.', 'The second note.'] }),
    );
    const end = lines.findIndex((line) => line.startsWith('└'));
    expect(lines.slice(end + 1)).toEqual([
      '',
      'orders.total: total = subtotal - discount_total + tax, to the cent.',
      '  1 broken: order_20240317_004',
      '  Found 118.43, expected 118.42.',
      '',
      'inventory.conserved: opening + received - sold = stock_level for every product of every store.',
      '  1,204 broken, for example',
      '    0f8fad5b-d9cb-469f-a165-708677289500',
      '    0f8fad5b-d9cb-469f-a165-708677289501',
      '    0f8fad5b-d9cb-469f-a165-708677289502',
      '    0f8fad5b-d9cb-469f-a165-708677289503',
      '    0f8fad5b-d9cb-469f-a165-708677289504',
      '',
      'orders.by-month: Orders are spread over the months as the settings have them.',
      '  chi-square 412.6 with 83 degrees of freedom; 133.9 would be too much.',
      '',
      'Note: The first note.',
      'Note: The second note.',
      '',
      'Data quality: 100 % of 674,947 documents break nothing.',
      '72 checks, 3 fail.',
    ]);
  });

  it('is silent about the details of what passes', () => {
    expect(textOf({})).not.toMatch(/chi-square|broken/);
  });

  it('counts what has no examples', () => {
    expect(textOf({ checks: failing({ 'indexes.present': { broken: 2 } }) })).toContain('\n  2 broken\n');
  });

  it('ends well with one failure, one check and none', () => {
    expect(textOf({ checks: failing({ 'orders.total': {} }) })).toMatch(/\n72 checks, 1 fails\.$/);
    expect(textOf({ checks: CHECKS.slice(0, 1) })).toMatch(/\n1 check, all pass: /);
    expect(textOf({ checks: [], documents: {} })).toMatch(
      /0 documents in 0 collections[\s\S]*\nNothing was checked\.$/,
    );
  });

  it('lets nothing from a database write to the terminal but text', () => {
    const hostile = '\u001b[2J\u001b]0;title\u0007\r\n\u009b31m\u202eevil\u2028';
    const lines = summaryLines(
      validationReport({
        checks: failing({
          'orders.total': { broken: 9, examples: [hostile], detail: hostile, sentence: hostile },
        }),
        notes: [hostile],
        target: { kind: 'server', where: hostile, database: hostile, version: hostile },
      }),
    );
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Zl}\u202e]/u);
    expect(lines.join('')).toContain(
      '\\u001b[2J\\u001b]0;title\\u0007\\u000d\\u000a\\u009b31m\\u202eevil\\u2028',
    );
  });
});

describe('printable text', () => {
  it('keeps what people write, and cuts what is too long between two signs', () => {
    expect(printable('Zoë’s 工具 🔧 – 50 %')).toBe('Zoë’s 工具 🔧 – 50 %');
    expect(printable('abcdef', 3)).toBe('abc…');
    expect(printable('ab🔧def', 3)).toBe('ab…');
    expect(printable('x'.repeat(10_000)).length).toBe(501);
  });
});
