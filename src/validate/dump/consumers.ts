/** The checks' work on a stream of decoded documents: what the pipelines do in a server. */
import { ObjectId } from 'bson';
import {
  type DocumentCheck,
  EXAMPLES,
  type Finding,
  type Parent,
  type Scan,
  type Sums,
  type Tally,
  type TallyRow,
  type Unique,
} from '../checks/check.js';
import { compile, condition, type Doc, plain } from '../expression/evaluate.js';
import { and, type Expression, eq, typeOf } from '../expression/terms.js';

/** The parents of a join by their key, with the fields that the checks look at. */
export type ParentTable = ReadonlyMap<string, Doc>;
export type FindParents = (parent: Parent) => ParentTable;

/** Work on the documents of one collection. */
export interface Consumer {
  /** What decides in which pass a document's turn is; undefined for work that needs only one. */
  key?(doc: Doc): string;
  take(doc: Doc): void;
  /** After each pass: lets go of what belongs to it. @param mine tells the keys of the pass. */
  endPass?(mine: (key: string) => boolean): void;
}

/** A value as the key of a table. */
export const keyText = (value: unknown): string => {
  const unwrapped = plain(value);
  return typeof unwrapped === 'string'
    ? unwrapped
    : unwrapped instanceof ObjectId
      ? unwrapped.toHexString()
      : JSON.stringify(unwrapped ?? null);
};

const idOf = (doc: Doc): string => keyText(doc._id);

/** Counts what breaks checks. */
class Findings {
  private readonly found = new Map<string, { broken: number; examples: string[] }>();

  add(id: string, example: string): void {
    let finding = this.found.get(id);
    if (finding === undefined) {
      finding = { broken: 0, examples: [] };
      this.found.set(id, finding);
    }
    finding.broken++;
    if (finding.examples.length < EXAMPLES) finding.examples.push(example);
  }

  list(): Finding[] {
    return [...this.found].map(([id, finding]) => ({ id, ...finding }));
  }
}

interface Compiled {
  readonly id: string;
  readonly broken: (scope: Doc) => boolean;
}

const compiled = (checks: readonly DocumentCheck[]): Compiled[] =>
  checks.map(({ id, broken }) => ({ id, broken: condition(broken) }));

/** Adds the parents to a document, as joins do. */
function joined(doc: Doc, parents: readonly Parent[], find: FindParents): Doc {
  if (parents.length === 0) return doc;
  const scope: Record<string, unknown> = { ...doc };
  for (const parent of parents) scope[parent.as] = find(parent).get(keyText(doc[parent.localField]));
  return scope;
}

export class ScanConsumer implements Consumer {
  private readonly structure: Compiled[];
  private readonly values: Compiled[];
  private readonly findings = new Findings();

  /** @param split the parent whose table comes in parts, a part a pass. */
  constructor(
    private readonly scan: Scan,
    private readonly find: FindParents,
    split: Parent | undefined,
  ) {
    this.structure = compiled(scan.structure);
    this.values = compiled(scan.values);
    if (split !== undefined) this.key = (doc) => keyText(doc[split.localField]);
  }

  key?: (doc: Doc) => string;

  take(doc: Doc): void {
    let sound = true;
    for (const { id, broken } of this.structure) {
      if (!broken(doc)) continue;
      sound = false;
      this.findings.add(id, idOf(doc));
    }
    if (!sound) return;
    const scope = joined(doc, this.scan.parents, this.find);
    for (const { id, broken } of this.values) if (broken(scope)) this.findings.add(id, idOf(doc));
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
    sums.children++;
    for (const { name, value } of this.terms) sums[name] += Number(plain(value(doc)));
  }

  endPass(mine: (key: string) => boolean): void {
    if (this.checks.length === 0) return;
    const none = this.nothing();
    for (const [id, parent] of this.parents()) {
      if (!mine(id)) continue;
      const scope = { ...(this.gathered.get(id) ?? none), parent };
      for (const check of this.checks) if (check.broken(scope)) this.findings.add(check.id, id);
    }
    this.gathered = new Map();
  }

  result(): Finding[] {
    return this.findings.list();
  }
}

export class UniqueConsumer implements Consumer {
  private seen = new Map<string, string>();
  private readonly twice = new Set<string>();
  private readonly findings = new Findings();

  constructor(private readonly work: Unique) {}

  key(doc: Doc): string {
    return this.work.fields.map((field) => keyText(doc[field])).join('\n');
  }

  take(doc: Doc): void {
    if (this.work.fields.some((field) => doc[field] === undefined)) return;
    const key = this.key(doc);
    const first = this.seen.get(key);
    if (first === undefined) {
      this.seen.set(key, idOf(doc));
      return;
    }
    if (!this.twice.has(key)) this.findings.add(this.work.id, first);
    this.twice.add(key);
    this.findings.add(this.work.id, idOf(doc));
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
    const needs: Expression[] = Object.entries(tally.needs).map(([field, type]) =>
      eq(typeOf(`$${field}`), type),
    );
    this.wanted = condition(and(...needs));
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
      row = { key: Object.fromEntries(this.terms.map(({ name }, i) => [name, values[i]])), sum: 0 };
      this.rows.set(text, row);
    }
    row.sum += this.sum === undefined ? 1 : Number(plain(this.sum(scope)));
  }

  result(): TallyRow[] {
    return [...this.rows.values()];
  }
}
