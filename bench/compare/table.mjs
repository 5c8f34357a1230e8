/** The lines of the comparison's table, made of a result alone, for the terminal and for docs/BENCHMARKS.md. */
import Table from 'cli-table3';
import { median } from '../../dist/src/tools/statistics/median.js';
import { targetWords, valueWords } from './words.mjs';

const HEAD = ['row', 'what', 'measured, medians', 'result, median (lowest to highest)', 'target', 'met'];

/** One line for each finding; what belongs to the row as a whole stands in its first line. */
function linesOf(result) {
  return result.rows.flatMap((row) =>
    row.findings.map((finding, i) => [
      i === 0 ? String(row.row) : '',
      i === 0 ? `${row.title} (${row.size})` : '',
      i === 0 ? row.measured.map(measuredWords).join('\n') : '',
      `${finding.name}: ${findingWords(finding)}`,
      finding.target === undefined ? '' : targetCell(finding),
      verdict(finding, result.form),
    ]),
  );
}

/** Measured figures and what follows from them, one a line, for a bench that stands alone. */
export function figureLines({ measured, findings }) {
  const found = findings.map((finding) => {
    const wanted = finding.target === undefined ? '' : `; wanted: ${targetCell(finding)}`;
    return `${finding.name}: ${findingWords(finding)}${wanted}`;
  });
  return [...measured.map(measuredWords), ...found].map((line) => `${line}\n`).join('');
}

function measuredWords(entry) {
  return `${entry.name}: ${entry.missing ?? valueWords(median(entry.values), entry.unit)}`;
}

function findingWords({ missing, unit, values, judgedBy }) {
  if (missing !== undefined) return missing;
  const shown = judgedBy === 'highest' ? `highest ${valueWords(Math.max(...values), unit)}, median ` : '';
  const range =
    values.length === 1
      ? ''
      : ` (${valueWords(Math.min(...values), unit)} to ${valueWords(Math.max(...values), unit)})`;
  return `${shown}${valueWords(median(values), unit)}${range}`;
}

function targetCell({ target, unit }) {
  if (target.words !== undefined) return target.words;
  return `${targetWords(target)}${unit === undefined || unit === '%' ? ' %' : unit}`;
}

/** Whether a target is met; a smoke run judges nothing, and what has no target is there to be read. */
export function verdict({ target, missing, values, judgedBy }, form) {
  if (target === undefined) return '';
  if (missing !== undefined) return 'missing';
  if (form === 'smoke') return 'not judged';
  const value = judgedBy === 'highest' ? Math.max(...values) : median(values);
  return ('atLeast' in target ? value >= target.atLeast : value <= target.atMost) ? 'yes' : 'no';
}

/** For a terminal. */
export function terminalTable(result) {
  const table = new Table({
    head: HEAD,
    colWidths: [11, 32, 44, 42, 16, 12],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  table.push(...linesOf(result));
  return table.toString();
}

/** For Markdown, where a cell is one line. */
export function markdownTable(result) {
  const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', '<br>');
  const line = (cells) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(HEAD), `|${'---|'.repeat(HEAD.length)}`, ...linesOf(result).map(line)].join('\n');
}
