/** The checks' work on a stream of decoded documents: what the pipelines do in a server. */
import {
  countable,
  type Finding,
  type Parent,
  type Scan,
  type Sums,
  type Tally,
  type TallyRow,
  type Unique,
} from '../checks/check.js';
import { compile, condition } from '../expression/evaluate.js';
import { type Doc, keyText, plain } from '../expression/values.js';
import { BrokenDocuments, type Compiled, type Consumer, compiled, Findings } from './findings.js';

/** The parents of a join by their key, with the fields that the checks look at. */
export type ParentTable = ReadonlyMap<string, Doc>;
export type FindParents = (parent: Parent) => ParentTable;

/** Adds the parents to a document, as joins do. */
function joined(doc: Doc, parents: readonly Parent[], find: FindParents): Doc {
  if (parents.length === 0) return doc;
  const scope: Record<string, unknown> = { ...doc };
  for (const parent of parents) scope[parent.as] = find(parent).get(keyText(doc[parent.localField]));
  return scope;
}

export interface ScanOptions {
  /** The parent whose table comes in parts, a part a pass. */
  readonly split?: Parent;
  /** The structure is only tested: another consumer tells what is wrong with it. */
  readonly valuesOnly?: boolean;
}

export class ScanConsumer implements Consumer {
  private readonly structure: Compiled[];
  private readonly values: Compiled[];
  private readonly findings = new Findings();
  readonly broken = new BrokenDocuments();

  constructor(
    private readonly scan: Scan,
    private readonly find: FindParents,
    private readonly options: ScanOptions = {},
  ) {
    const { split } = options;
    this.structure = compiled(scan.structure);
    this.values = compiled(scan.values);
    if (split !== undefined) this.key = (doc) => keyText(doc[split.localField]);
  }

  key?: (doc: Doc) => string;

  take(doc: Doc): void {
    if (this.isSound(doc) && !this.hasWrongValues(doc)) return;
    this.broken.add(doc._id);
  }

  private hasWrongValues(doc: Doc): boolean {
    const scope = joined(doc, this.scan.parents, this.find);
    const wrong = this.values.filter(({ broken }) => broken(scope));
    for (const { id } of wrong) this.findings.add(id, doc._id);
    return wrong.length > 0;
  }

  private isSound(doc: Doc): boolean {
    let sound = true;
    for (const { id, broken } of this.structure) {
      if (!broken(doc)) continue;
      sound = false;
      if (this.options.valuesOnly !== true) this.findings.add(id, doc._id);
    }
    return sound;
  }

  result(): Finding[] {
    return this.findings.list();
  }
}

/** Takes the children, and after each pass holds the parents of that pass against what was gathered. */
export class SumsConsumer implements Consumer {
  private readonly terms: { readonly name: string; readonly value: (scope: Doc) => unknown }[];
  private readonly checks: Compiled[];
  private readonly findings = new Findings();
  readonly broken = new BrokenDocuments();
  private gathered = new Map<string, Record<string, number>>();

  /** Only sums are gathered: the rest serves suspicions, which a dump has no need of. */
  constructor(
    private readonly work: Sums,
    private readonly parents: () => ParentTable,
  ) {
    this.terms = Object.entries(work.gathered)
      .filter(([, { by }]) => by === 'sum')
      .map(([name, { of }]) => ({ name, value: compile(of) }));
    this.checks = compiled(work.checks);
  }

  private nothing(): Record<string, number> {
    return { children: 0, ...Object.fromEntries(this.terms.map(({ name }) => [name, 0])) };
  }

  key(doc: Doc): string {
    return keyText(doc[this.work.childKey]);
  }

  take(doc: Doc): void {
    if (this.checks.length === 0) return;
    const key = this.key(doc);
    let sums = this.gathered.get(key);
    if (sums === undefined) {
      sums = this.nothing();
      this.gathered.set(key, sums);
    }
    sums.children = (sums.children ?? 0) + 1;
    for (const { name, value } of this.terms) sums[name] = (sums[name] ?? 0) + Number(plain(value(doc)));
  }

  endPass(mine: (key: string) => boolean): void {
    if (this.checks.length === 0) return;
    const none = this.nothing();
    for (const [key, parent] of this.parents()) {
      if (!mine(key)) continue;
      const scope = { ...(this.gathered.get(key) ?? none), parent };
      const wrong = this.checks.filter(({ broken }) => broken(scope));
      for (const { id } of wrong) this.findings.add(id, parent[this.work.parentKey]);
      if (wrong.length > 0) this.broken.add(parent[this.work.parentKey]);
    }
    this.gathered = new Map();
  }

  result(): Finding[] {
    return this.findings.list();
  }
}

export class UniqueConsumer implements Consumer {
  private seen = new Map<string, unknown>();
  private readonly twice = new Set<string>();
  private readonly findings = new Findings();
  readonly broken = new BrokenDocuments();

  /** @param split whether the keys come in parts, a part a pass. */
  constructor(
    private readonly work: Unique,
    split: boolean,
  ) {
    if (split) this.key = (doc) => this.keyOf(doc);
  }

  key?: (doc: Doc) => string;

  private keyOf(doc: Doc): string {
    return this.work.fields.map((field) => keyText(doc[field])).join('\n');
  }

  take(doc: Doc): void {
    if (this.work.fields.some((field) => doc[field] === undefined)) return;
    const key = this.keyOf(doc);
    if (!this.seen.has(key)) {
      this.seen.set(key, doc._id);
      return;
    }
    if (!this.twice.has(key)) this.add(this.seen.get(key));
    this.twice.add(key);
    this.add(doc._id);
  }

  private add(id: unknown): void {
    this.findings.add(this.work.id, id);
    this.broken.add(id);
  }

  endPass(): void {
    this.seen = new Map();
    this.twice.clear();
  }

  result(): Finding[] {
    return this.findings.list();
  }
}

export class TallyConsumer implements Consumer {
  private readonly wanted: (scope: Doc) => boolean;
  private readonly where: ((scope: Doc) => boolean) | undefined;
  private readonly terms: { readonly name: string; readonly value: (scope: Doc) => unknown }[];
  private readonly sum: ((scope: Doc) => unknown) | undefined;
  private readonly rows = new Map<string, { key: Record<string, string>; sum: number }>();

  constructor(
    private readonly tally: Tally,
    private readonly find: FindParents,
    split: Parent | undefined,
  ) {
    this.wanted = condition(countable(tally));
    this.where = tally.where === undefined ? undefined : condition(tally.where);
    this.terms = Object.entries(tally.key).map(([name, value]) => ({ name, value: compile(value) }));
    this.sum = tally.sum === undefined ? undefined : compile(tally.sum);
    if (split !== undefined) this.key = (doc) => keyText(doc[split.localField]);
  }

  key?: (doc: Doc) => string;

  take(doc: Doc): void {
    if (!this.wanted(doc)) return;
    const scope = joined(doc, this.tally.parents, this.find);
    if (this.where !== undefined && !this.where(scope)) return;
    const values = this.terms.map(({ value }) => String(plain(value(scope))));
    const text = values.join('\n');
    let row = this.rows.get(text);
    if (row === undefined) {
      row = { key: Object.fromEntries(this.terms.map(({ name }, i) => [name, values[i] ?? ''])), sum: 0 };
      this.rows.set(text, row);
    }
    row.sum += this.sum === undefined ? 1 : Number(plain(this.sum(scope)));
  }

  result(): TallyRow[] {
    return [...this.rows.values()];
  }
}
