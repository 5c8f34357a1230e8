/**
 * A dump folder: its files are streamed, each once a pass. Tables of parents and of keys seen would grow with the
 * data, so beyond a size they come in parts: pass p has the keys whose hash falls to p, and only looks at documents
 * with such keys.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EJSON } from 'bson';
import { SettingsError } from '../../errors.js';
import { COLLECTION_NAMES, type CollectionName } from '../../model/index.js';
import { displayPath } from '../../settings/files.js';
import type { Parent, Work } from '../checks/check.js';
import type { Doc } from '../expression/evaluate.js';
import type { Answer, FoundIndex, Keeping, Source } from '../source.js';
import { BrokenFile, decode, type FileFacts, fileFacts, rawDocuments } from './bson-file.js';
import {
  type Consumer,
  keyText,
  type ParentTable,
  ScanConsumer,
  SumsConsumer,
  TallyConsumer,
  UniqueConsumer,
} from './consumers.js';

/** Keys that a table may hold: some hundred megabytes at most. */
const TABLE_KEYS = 1_000_000;

/** FNV-1a, 32 bits: spreads keys over the passes. */
function spread(text: string, passes: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % passes;
}

/** Parents of a collection by a field. */
class Table {
  rows: ParentTable = new Map();

  constructor(
    readonly from: CollectionName,
    readonly field: string,
    readonly fields: Set<string>,
  ) {}
}

interface Running extends Consumer {
  readonly collection: CollectionName;
  readonly answer: () => Answer;
}

export class DumpSource implements Source {
  readonly kind = 'dump';
  readonly where: string;
  readonly notes: string[] = [];
  readonly facts = new Map<CollectionName, FileFacts>();
  private readonly tables = new Map<string, Table>();

  /** @param folder holds the .bson files. @param tableKeys keys that a table may hold before it is split. */
  private constructor(
    readonly folder: string,
    readonly database: string,
    private readonly tableKeys: number,
  ) {
    this.where = displayPath(folder);
  }

  /**
   * Opens DIR as zava and mongodump write it (DIR/<database>/*.bson), or a folder of .bson files.
   * @throws SettingsError where there are none.
   */
  static async open(folder: string, database?: string, tableKeys = TABLE_KEYS): Promise<DumpSource> {
    const holds = (path: string) => COLLECTION_NAMES.some((name) => existsSync(join(path, `${name}.bson`)));
    if (database === undefined && holds(folder)) return new DumpSource(folder, '', tableKeys);
    const entries = existsSync(folder) ? await readdir(folder, { withFileTypes: true }) : [];
    const found = entries
      .filter((entry) => entry.isDirectory() && (database === undefined || entry.name === database))
      .find((entry) => holds(join(folder, entry.name)));
    if (found === undefined) {
      throw new SettingsError(
        `--dump is '${displayPath(folder)}', which holds no dump${database === undefined ? '' : ` of database ${database}`}; allowed is a folder that zava generate or mongodump wrote.`,
      );
    }
    return new DumpSource(join(folder, found.name), found.name, tableKeys);
  }

  private file(name: CollectionName): string {
    return join(this.folder, `${name}.bson`);
  }

  async counts(): Promise<Map<CollectionName, number>> {
    for (const name of COLLECTION_NAMES) {
      if (existsSync(this.file(name))) this.facts.set(name, await fileFacts(this.file(name)));
    }
    return new Map(COLLECTION_NAMES.map((name) => [name, this.facts.get(name)?.documents ?? 0]));
  }

  async run(works: readonly Work[], signal?: AbortSignal): Promise<Answer[]> {
    const running = works.map((work) => this.prepare(work));
    const largest = Math.max(0, ...COLLECTION_NAMES.map((name) => this.facts.get(name)?.documents ?? 0));
    const passes = Math.max(1, Math.ceil(largest / this.tableKeys));
    for (let pass = 0; pass < passes; pass++) {
      for (const table of this.tables.values()) await this.fill(table, pass, passes);
      for (const name of COLLECTION_NAMES) {
        const consumers = running.filter((each) => each.collection === name);
        for await (const doc of this.documents(name)) {
          signal?.throwIfAborted();
          for (const consumer of consumers) {
            const turn =
              consumer.key === undefined ? 0 : passes === 1 ? 0 : spread(consumer.key(doc), passes);
            if (turn === pass) consumer.take(doc);
          }
        }
      }
      for (const consumer of running) consumer.endPass?.((key) => spread(key, passes) === pass);
    }
    return running.map((each) => each.answer());
  }

  /** Documents up to where the file is damaged; the damage itself is told by `facts`. */
  private async *documents(name: CollectionName): AsyncGenerator<Doc> {
    if (!this.facts.has(name)) return;
    try {
      for await (const bytes of rawDocuments(this.file(name))) yield decode(bytes);
    } catch (error) {
      if (!(error instanceof BrokenFile)) throw error;
      const facts = this.facts.get(name) as FileFacts;
      this.facts.set(name, { ...facts, damage: facts.damage ?? error.message });
    }
  }

  private isLarge(name: CollectionName): boolean {
    return (this.facts.get(name)?.documents ?? 0) > this.tableKeys;
  }

  private table(from: CollectionName, field: string, fields: readonly string[]): Table {
    const key = `${from} ${field}`;
    const table = this.tables.get(key) ?? new Table(from, field, new Set());
    for (const each of fields) table.fields.add(each);
    this.tables.set(key, table);
    return table;
  }

  /** A small table stays whole in every pass. */
  private async fill(table: Table, pass: number, passes: number): Promise<void> {
    const large = this.isLarge(table.from);
    if (!large && pass > 0) return;
    const rows = new Map<string, Doc>();
    for await (const doc of this.documents(table.from)) {
      const key = keyText(doc[table.field]);
      if (large && spread(key, passes) !== pass) continue;
      rows.set(key, Object.fromEntries([...table.fields].map((field) => [field, doc[field]])));
    }
    table.rows = rows;
  }

  private prepare(work: Work): Running {
    if (work.kind === 'unique') {
      const consumer = new UniqueConsumer(work);
      return running(work.collection, consumer, () => ({ findings: consumer.result(), rows: [] }));
    }
    if (work.kind === 'sums') {
      const table = this.table(work.parent, work.parentKey, work.parentFields);
      const consumer = new SumsConsumer(work, () => table.rows);
      return running(work.child, consumer, () => ({ findings: consumer.result(), rows: [] }));
    }
    const tables = new Map(
      work.parents.map((parent) => [parent, this.table(parent.from, parent.foreignField, parent.fields)]),
    );
    const find = (parent: Parent): ParentTable => (tables.get(parent) as Table).rows;
    const split = work.parents.find((parent) => this.isLarge(parent.from));
    if (work.kind === 'scan') {
      const consumer = new ScanConsumer(work, find, split);
      return running(work.collection, consumer, () => ({ findings: consumer.result(), rows: [] }));
    }
    const consumer = new TallyConsumer(work, find, split);
    return running(work.collection, consumer, () => ({ findings: [], rows: consumer.result() }));
  }

  /** From NAME.metadata.json, as mongodump writes it. */
  async keeping(collection: CollectionName): Promise<Keeping | undefined> {
    const path = join(this.folder, `${collection}.metadata.json`);
    if (!existsSync(path)) return undefined;
    const { indexes = [], options = {} } = EJSON.parse(await readFile(path, 'utf8')) as {
      indexes?: FoundIndex[];
      options?: { changeStreamPreAndPostImages?: { enabled?: boolean } };
    };
    return { indexes, images: options.changeStreamPreAndPostImages?.enabled === true };
  }
}

function running(collection: CollectionName, consumer: Consumer, answer: () => Answer): Running {
  return {
    collection,
    answer,
    ...(consumer.key === undefined ? {} : { key: consumer.key.bind(consumer) }),
    take: (doc) => consumer.take(doc),
    ...(consumer.endPass === undefined ? {} : { endPass: (mine) => consumer.endPass?.(mine) }),
  };
}
