/** What breaks checks, and the work on the documents of one collection. */
import { type DocumentCheck, EXAMPLES, type Finding, IDENTIFIED } from '../checks/check.js';
import { condition } from '../expression/evaluate.js';
import { compare, type Doc, idText } from '../expression/values.js';

export interface Consumer {
  /** What decides in which pass a document's turn is; undefined for work that needs only one. */
  key?(doc: Doc): string;
  take(doc: Doc): void;
  /** Where it judges documents: those that break something. */
  readonly broken?: BrokenDocuments;
  /** After each pass: lets go of what belongs to it. @param mine tells the keys of the pass. */
  endPass?(mine: (key: string) => boolean): void;
}

/** Counts what breaks checks, and keeps the smallest ids. */
export class Findings {
  private readonly found = new Map<string, { broken: number; examples: unknown[] }>();

  /** @param id of the check. @param example the document's own. */
  add(id: string, example: unknown): void {
    const finding = this.found.get(id) ?? { broken: 0, examples: [] };
    this.found.set(id, finding);
    finding.broken++;
    const { examples } = finding;
    if (examples.length === EXAMPLES && compare(example, examples[EXAMPLES - 1]) >= 0) return;
    const after = examples.findIndex((other) => compare(other, example) > 0);
    examples.splice(after < 0 ? examples.length : after, 0, example);
    examples.length = Math.min(examples.length, EXAMPLES);
  }

  list(): Finding[] {
    return [...this.found].map(([id, { broken, examples }]) => ({
      id,
      broken,
      examples: examples.map(idText),
    }));
  }
}

/** The documents that break any check of a consumer, each once. */
export class BrokenDocuments {
  count = 0;
  readonly ids: string[] = [];

  add(id: unknown): void {
    this.count++;
    if (this.ids.length < IDENTIFIED) this.ids.push(idText(id));
  }
}

export interface Compiled {
  readonly id: string;
  readonly broken: (scope: Doc) => boolean;
}

export const compiled = (checks: readonly DocumentCheck[]): Compiled[] =>
  checks.map(({ id, broken }) => ({ id, broken: condition(broken) }));
