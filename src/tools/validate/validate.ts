/** `zava validate` as a function: compares a database or a dump with what it must be, without trusting the generator. */

import { defined } from '../../core/defined.js';
import { type CollectionName, FORMAT_VERSION } from '../../core/model/index.js';
import { option } from '../../core/options/table.js';
import type { OnProgress } from '../../core/progress.js';
import { dateOf } from '../../core/settings/calendar.js';
import type { World } from '../../core/settings/settings.js';
import type { Slice } from '../../core/settings/slice.js';
import type { ManifestContent } from '../../engine/manifest/read-manifest.js';
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
import { customerChecks, inventoryChecks } from './checks/people.js';
import { lineChecks, orderChecks } from './checks/sales.js';
import { orderSums, suspicions } from './checks/sales-sums.js';
import { judgeStock, STOCK_TALLIES, type StockRow, type StockRows, stockFacts } from './checks/stock.js';
import { judgeStorage } from './checks/storage.js';
import { DumpSource } from './dump/dump-source.js';
import { qualityOf } from './quality.js';
import { type CheckResult, GROUPS, type ValidationReport } from './result.js';
import type { Answer, Source } from './source.js';

/** What the data is compared with. */
export interface Expectation {
  readonly world: World;
  /** The part of it that is expected, where no manifest says so. */
  readonly slice?: Slice | undefined;
  readonly manifest?: ManifestContent | undefined;
  /** Where all of it comes from; a manifest's file unless given, or the settings where there is no manifest. */
  readonly source?: 'record' | undefined;
  /** Why no manifest counts, and what is assumed. */
  readonly note?: string | undefined;
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
function checksOf(work: Work): readonly Check[] {
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
 * @param onProgress told how much of the work on the documents is done.
 * @throws ZavaError where the source cannot be read at all; what is wrong with the data is in the report.
 */
export async function validate(
  source: Source,
  { world, manifest, slice = manifest?.slice, source: saidBy, note, stock }: Expectation,
  signal?: AbortSignal,
  onProgress?: OnProgress | undefined,
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
  const answers = await source.run([...works, ...tallies], signal, sharesOf(documents, onProgress));
  const rows = answers.slice(works.length).map((answer) => answer.rows);
  const behaviourRows = named(behaviourNames, rows) as BehaviourRows;
  const stockRows = named(stockNames, rows.slice(behaviourNames.length)) as StockRows;
  const failures = new Map(
    [...behaviourNames, ...stockNames].flatMap((name, i) => {
      const failure = answers[works.length + i]?.failure;
      return failure === undefined ? [] : [[name, failure] as const];
    }),
  );
  const behaviour = judgeBehaviour(world, behaviourRows, failures);
  const expected = expectedCounts(world, slice, manifest);
  const notes = [...source.notes];
  if (stock === undefined) {
    notes.push(
      `Stock was not held against what was received: there is no record of the load, and no stock.jsonl of a dump; ${option('record').typed} names a folder that has one.`,
    );
  }
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
    ...works.flatMap((work, i) => resultsOf(work, defined(answers[i], 'the answer to a check'))),
    ...judgeStock(stockRows, allSales ? stock : undefined, dateOf(world.firstDay), failures),
    ...(slice === undefined ? behaviour.checks : []),
    ...(await judgeStorage(source)),
    ...(source instanceof DumpSource ? judgeFiles(source, manifest) : []),
  ];
  const unmade = works.flatMap((work, i) => {
    const { failure, failures } = defined(answers[i], 'the answer to a check');
    return checksOf(work).filter(({ id }) => (failures?.get(id) ?? failure) !== undefined);
  });
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
      source: saidBy ?? (manifest === undefined ? 'settings' : 'manifest'),
      ...(note === undefined ? {} : { note }),
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
    quality: qualityOf(documents, source.looks, unmade.length),
    charts: { ...behaviour.charts, stock: stockFacts(world, stockRows.levels) },
    ok: checks.every((check) => check.ok),
    milliseconds: performance.now() - start,
  };
}

/** Tells a share of the work as that share of the documents. */
function sharesOf(documents: ReadonlyMap<CollectionName, number>, onProgress: OnProgress | undefined) {
  if (onProgress === undefined) return undefined;
  const total = [...documents.values()].reduce((sum, count) => sum + count, 0);
  const tell = (share: number) =>
    onProgress({ phase: 'documents', done: Math.round(share * total), total, bytes: 0 });
  tell(0);
  return tell;
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
