/** Tables of parents, which documents are joined with. */
import type { CollectionName } from '../../../core/model/index.js';
import { type Doc, keyText } from '../expression/values.js';
import type { ParentTable } from './consumers.js';

/** FNV-1a, 32 bits: spreads keys over the passes. */
export function spread(text: string, passes: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % passes;
}

/** Parents of a collection by a field. */
export class Table {
  rows: ParentTable = new Map();

  constructor(
    readonly from: CollectionName,
    readonly field: string,
    readonly fields: Set<string>,
  ) {}

  /** Of several parents with one key the first counts, as in a server. @param mine tells the keys of the pass. */
  async fill(documents: AsyncIterable<Doc>, mine: (key: string) => boolean): Promise<void> {
    const rows = new Map<string, Doc>();
    for await (const doc of documents) {
      const key = keyText(doc[this.field]);
      if (rows.has(key) || !mine(key)) continue;
      rows.set(key, Object.fromEntries([...this.fields].map((field) => [field, doc[field]])));
    }
    this.rows = rows;
  }
}

/** One for each collection and field, with all fields that any check looks at. */
export class Tables {
  private readonly tables = new Map<string, Table>();

  of(from: CollectionName, field: string, fields: readonly string[]): Table {
    const key = `${from} ${field}`;
    const table = this.tables.get(key) ?? new Table(from, field, new Set([field]));
    for (const each of fields) table.fields.add(each);
    this.tables.set(key, table);
    return table;
  }

  all(): Iterable<Table> {
    return this.tables.values();
  }
}
