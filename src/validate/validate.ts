/** `zava validate` as a function: holds a database or a dump against what it must be, without trusting what made it. */
import type { ManifestContent } from '../coordinator/read-manifest.js';
import { type CollectionName, FORMAT_VERSION } from '../model/index.js';
import { dateOf } from '../settings/calendar.js';
import type { World } from '../settings/settings.js';
import { BEHAVIOUR_TALLIES, type BehaviourRows, judgeBehaviour } from './checks/behaviour.js';
import {
  categoryChecks,
  embeddingChecks,
  productChecks,
  productTypeChecks,
  storeChecks,
} from './checks/catalog.js';
import { type Check, EXAMPLES, type Tally, type TallyRow, type Work } from './checks/check.js';
import { expectedCounts, judgeCounts } from './checks/counts.js';
import { judgeKeeping } from './checks/keeping.js';
import { customerChecks, inventoryChecks } from './checks/people.js';
import { lineChecks, orderChecks } from './checks/sales.js';
import { orderSums, suspicions } from './checks/sales-sums.js';
import { judgeStock, STOCK_TALLIES, type StockRow, type StockRows, stockFacts } from './checks/stock.js';
import { DumpSource } from './dump/dump-source.js';
import { type CheckResult, GROUPS, type ValidationReport } from './result.js';
import type { Answer, Source } from './source.js';

/** What the data is held against. */
export interface Expectation {
  readonly world: World;
  readonly manifest?: ManifestContent | undefined;
  /** What was in stock at the start, received and sold: rows of stock.jsonl. */
  readonly stock?: readonly StockRow[] | undefined;
}

/** Every piece of work that makes findings. */
export const worksOf = (world: World): Work[] => [
  orderSums(),
  ...suspicions(world),
  ...lineChecks(world),
  ...orderChecks(world),
  ...customerChecks(world),
  ...inventoryChecks(world),
  ...productChecks(world),
  ...embeddingChecks(),
  ...productTypeChecks(),
  ...categoryChecks(),
  ...storeChecks(world),
];

/** The checks that a piece of work makes. */
export function checksOf(work: Work): readonly Check[] {
  switch (work.kind) {
    case 'scan':
      return [...work.structure, ...work.values];
    case 'sums':
      return work.checks;
    case 'unique':
      return [work];
    case 'tally':
      return [];
  }
}

function resultsOf(work: Work, answer: Answer): CheckResult[] {
  const found = new Map(answer.findings.map((finding) => [finding.id, finding]));
  return checksOf(work).map(({ id, group, sentence }) => {
    const { broken = 0, examples = [] } = found.get(id) ?? {};
    const failure = answer.failures?.get(id) ?? answer.failure;
    const ok = failure === undefined && broken === 0;
    return {
      id,
      group,
      sentence,
      ok,
      broken,
      examples,
      ...(failure === undefined ? {} : { detail: failure }),
    };
  });
}

/**
 * Makes every check.
 * @param source counts, scans and adds up; see server/ and dump/.
 * @throws ZavaError where the source cannot be read at all; what is wrong with the data is in the report.
 */
export async function validate(
  source: Source,
  { world, manifest, stock }: Expectation,
  signal?: AbortSignal,
): Promise<ValidationReport> {
  const start = performance.now();
  const documents = await source.counts();
  const works = worksOf(world);
  const behaviourNames = Object.keys(BEHAVIOUR_TALLIES) as (keyof BehaviourRows)[];
  const stockNames = Object.keys(STOCK_TALLIES) as (keyof StockRows)[];
  const tallies: Tally[] = [
    ...behaviourNames.map((name) => BEHAVIOUR_TALLIES[name]),
    ...stockNames.map((name) => STOCK_TALLIES[name]),
  ];
  const answers = await source.run([...works, ...tallies], signal);
  const rows = answers.slice(works.length).map((answer) => answer.rows);
  const behaviourRows = named(behaviourNames, rows) as BehaviourRows;
  const stockRows = named(stockNames, rows.slice(behaviourNames.length)) as StockRows;
  const failures = new Map(
    [...behaviourNames, ...stockNames].flatMap((name, i) => {
      const { failure } = answers[works.length + i];
      return failure === undefined ? [] : [[name, failure] as const];
    }),
  );
  const behaviour = judgeBehaviour(world, behaviourRows, failures);
  const expected = expectedCounts(world, manifest);
  const notes = [...source.notes];
  if (stock === undefined) {
    notes.push(
      'Stock was not held against what was received: there is no stock.jsonl of the run; --record names the folder that has it.',
    );
  }
  const slice = manifest?.slice;
  // A store's device holds all that is sold there; any other slice leaves orders out that took from the stock.
  const allSales = slice === undefined || Object.keys(slice).every((by) => by === 'stores');
  if (slice !== undefined) {
    notes.push('This is a slice: how orders are spread was not held against the settings.');
  }
  if (!allSales) {
    notes.push(
      'Stock was not held against sales: the levels are those of the full dataset, whose other orders are not here.',
    );
  }
  if (!expected.has('order_items')) {
    notes.push('The number of order_items is not known without the manifest of the run.');
  }
  const checks = [
    ...judgeCounts(documents, expected),
    ...works.flatMap((work, i) => resultsOf(work, answers[i])),
    ...judgeStock(stockRows, allSales ? stock : undefined, dateOf(world.firstDay), failures),
    ...(slice === undefined ? behaviour.checks : []),
    ...(await judgeKeeping(source)),
    ...(source instanceof DumpSource ? judgeFiles(source, manifest) : []),
  ];
  const order = (check: CheckResult) => GROUPS.indexOf(check.group);
  return {
    command: 'validate',
    target: {
      kind: source.kind,
      where: source.where,
      database: source.database,
      ...(source.version === undefined ? {} : { version: source.version }),
    },
    expected: {
      source: manifest === undefined ? 'settings' : 'manifest',
      seed: world.seed,
      formatVersion: FORMAT_VERSION,
      customers: world.customers,
      orders: world.orders,
      start: dateOf(world.firstDay),
      end: dateOf(world.lastDay),
    },
    documents: Object.fromEntries(documents) as Record<CollectionName, number>,
    checks: checks.sort((a, b) => order(a) - order(b)),
    notes,
    charts: { ...behaviour.charts, stock: stockFacts(world, stockRows.levels) },
    ok: checks.every((check) => check.ok),
    milliseconds: performance.now() - start,
  };
}

function named<K extends string>(names: readonly K[], rows: readonly (readonly TallyRow[])[]) {
  return Object.fromEntries(names.map((name, i) => [name, rows[i]])) as Record<K, readonly TallyRow[]>;
}

/** Whether the files of a dump are whole, and those that were written. */
function judgeFiles(source: DumpSource, manifest: ManifestContent | undefined): CheckResult[] {
  const damaged = [...source.damage].map(([file, damage]) => `${file}: ${damage}`);
  const whole: CheckResult = {
    id: 'files.whole',
    group: 'structure',
    sentence: 'Every file of the dump can be read to its end.',
    ok: damaged.length === 0,
    broken: damaged.length,
    examples: damaged.slice(0, EXAMPLES),
  };
  if (manifest === undefined) return [whole];
  const changed = [...manifest.written].flatMap(([name, { sha256 }]) =>
    sha256 !== undefined && source.facts.get(name)?.sha256 !== sha256 ? [`${name}.bson`] : [],
  );
  return [
    whole,
    {
      id: 'files.sha256',
      group: 'structure',
      sentence: 'Every file of the dump has the SHA-256 that the manifest says.',
      ok: changed.length === 0,
      broken: changed.length,
      examples: changed.slice(0, EXAMPLES),
    },
  ];
}
