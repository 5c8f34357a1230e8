/**
 * A dump folder: its files are streamed, each once a pass. Tables of parents and of keys seen would grow with the
 * data, so beyond a size they come in parts: pass p has the keys whose hash falls to p, and only looks at documents
 * with such keys.
 */

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { COLLECTION_NAMES, type CollectionName } from '../../../core/model/index.js';
import { option } from '../../../core/options/table.js';
import { displayPath } from '../../../core/settings/display-path.js';
import { holdsOtherFormat, OTHER_FORMAT_REFUSED } from '../../../engine/sinks/files/dump-folder.js';
import {
  BrokenFile,
  decode,
  type FileFacts,
  fileFacts,
  rawDocuments,
} from '../../../engine/sources/bson-file.js';
import { SettingsError } from '../../../errors.js';
import {
  type Finding,
  IDENTIFIED,
  type Look,
  looksAt,
  type Parent,
  type Scan,
  type Work,
} from '../checks/check.js';
import type { Doc } from '../expression/values.js';
import type { Answer, FoundStorage, Source } from '../source.js';
import { type FindParents, ScanConsumer, SumsConsumer, TallyConsumer, UniqueConsumer } from './consumers.js';
import type { Consumer } from './findings.js';
import { storageIn } from './metadata.js';
import { spread, type Table, Tables } from './tables.js';

/** Keys that a table may hold: some hundred megabytes at most. */
const TABLE_KEYS = 1_000_000;

/** How many documents are read between two words about progress. */
const READS_PER_SHARE = 2000;

/** A piece of work in progress: most are done by one consumer. */
interface Running {
  /** What it reads, and of which collection's documents it says something. */
  readonly collection: CollectionName;
  readonly judged: CollectionName;
  readonly consumers: readonly Consumer[];
  readonly answer: () => Answer;
}

/** A scan's findings come from several consumers, but a check's from one. */
const findingsOf = (consumers: readonly { result(): Finding[] }[]): Answer => ({
  findings: consumers.flatMap((consumer) => consumer.result()),
  rows: [],
});

export class DumpSource implements Source {
  readonly kind = 'dump';
  readonly where: string;
  readonly notes: string[] = [];
  readonly looks: Look[] = [];
  readonly facts = new Map<CollectionName, FileFacts>();
  /** What is wrong with files, by their names. */
  readonly damage = new Map<string, string>();
  private readonly tables = new Tables();

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
    if ((database ?? basename(folder)) === basename(folder) && holds(folder))
      return new DumpSource(folder, basename(folder), tableKeys);
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const found = entries
      .filter((entry) => entry.isDirectory() && (database === undefined || entry.name === database))
      .find((entry) => holds(join(folder, entry.name)));
    if (found === undefined) {
      const folders = [folder, ...entries.map(({ name }) => join(folder, name))];
      if (folders.some(holdsOtherFormat))
        throw new SettingsError({
          setting: option('dump'),
          value: displayPath(folder),
          ...OTHER_FORMAT_REFUSED,
        });
      throw new SettingsError({
        setting: option('dump'),
        value: displayPath(folder),
        problem: `which holds no dump${database === undefined ? '' : ` of database ${database}`}`,
        allowed: 'a folder that zava generate or mongodump wrote',
      });
    }
    return new DumpSource(join(folder, found.name), found.name, tableKeys);
  }

  private file(name: CollectionName): string {
    return join(this.folder, `${name}.bson`);
  }

  async counts(): Promise<Map<CollectionName, number>> {
    for (const name of COLLECTION_NAMES) {
      if (!existsSync(this.file(name))) continue;
      const facts = await fileFacts(this.file(name));
      this.facts.set(name, facts);
      if (facts.damage !== undefined) this.damage.set(`${name}.bson`, facts.damage);
    }
    return new Map(COLLECTION_NAMES.map((name) => [name, this.facts.get(name)?.documents ?? 0]));
  }

  async run(
    works: readonly Work[],
    signal?: AbortSignal,
    onShare?: (share: number) => void,
  ): Promise<Answer[]> {
    this.looks.length = 0;
    const running = works.map((work) => this.prepare(work));
    const largest = Math.max(0, ...COLLECTION_NAMES.map((name) => this.facts.get(name)?.documents ?? 0));
    const passes = Math.max(1, Math.ceil(largest / this.tableKeys));
    const reads = this.readsIn(passes);
    let read = 0;
    const seen = new Map<CollectionName, number>();
    const documents = async function* (this: DumpSource, name: CollectionName) {
      for await (const doc of this.documents(name, signal)) {
        if (++read % READS_PER_SHARE === 0) onShare?.(read / reads);
        yield doc;
      }
    }.bind(this);
    for (let pass = 0; pass < passes; pass++) {
      const mine = (key: string) => passes === 1 || spread(key, passes) === pass;
      for (const table of this.tables.all()) {
        const large = this.isLarge(table.from);
        // A small table stays whole in every pass.
        if (large || pass === 0) await table.fill(documents(table.from), large ? mine : () => true);
      }
      for (const name of COLLECTION_NAMES) {
        const consumers = running
          .filter((each) => each.collection === name)
          .flatMap((each) => each.consumers)
          .filter((consumer) => pass === 0 || consumer.key !== undefined);
        for await (const doc of documents(name)) {
          if (pass === 0) seen.set(name, (seen.get(name) ?? 0) + 1);
          for (const consumer of consumers) {
            if (consumer.key === undefined || mine(consumer.key(doc))) consumer.take(doc);
          }
        }
      }
      for (const { consumers } of running) for (const consumer of consumers) consumer.endPass?.(mine);
    }
    onShare?.(1);
    for (const { judged, consumers } of running) {
      for (const { broken } of consumers)
        if (broken !== undefined) this.found(judged, broken.count, broken.ids);
    }
    for (const [name, { documents: counted }] of this.facts) {
      const unread = counted - (seen.get(name) ?? 0);
      const ids = Array.from({ length: Math.min(unread, IDENTIFIED) }, (_, i) => `unreadable ${i}`);
      this.found(name, unread, ids);
    }
    return running.map((each) => each.answer());
  }

  private found(collection: CollectionName, broken: number, ids: readonly string[]): void {
    if (broken > 0) this.looks.push({ collection, broken, ids });
  }

  /** How often a document is read in all passes: once a pass, and once for each table that it is put into. */
  private readsIn(passes: number): number {
    let reads = 0;
    for (const { documents } of this.facts.values()) reads += documents * passes;
    for (const { from } of this.tables.all())
      reads += (this.facts.get(from)?.documents ?? 0) * (this.isLarge(from) ? passes : 1);
    return reads;
  }

  /** Documents that can be read, up to where the file is cut off. */
  private async *documents(name: CollectionName, signal: AbortSignal | undefined): AsyncGenerator<Doc> {
    if (!this.facts.has(name)) return;
    try {
      for await (const bytes of rawDocuments(this.file(name))) {
        signal?.throwIfAborted();
        const doc = this.decoded(name, bytes);
        if (doc !== undefined) yield doc;
      }
    } catch (error) {
      // Told already, when the documents were counted.
      if (!(error instanceof BrokenFile)) throw error;
    }
  }

  private decoded(name: CollectionName, bytes: Buffer): Doc | undefined {
    try {
      return decode(bytes);
    } catch (error) {
      if (!(error instanceof BrokenFile)) throw error;
      const file = `${name}.bson`;
      if (!this.damage.has(file)) this.damage.set(file, error.message);
      return undefined;
    }
  }

  private isLarge(name: CollectionName): boolean {
    return (this.facts.get(name)?.documents ?? 0) > this.tableKeys;
  }

  private prepare(work: Work): Running {
    const collection = work.kind === 'sums' ? work.child : work.collection;
    switch (work.kind) {
      case 'unique': {
        const consumers = [new UniqueConsumer(work, this.isLarge(work.collection))];
        return { collection, judged: collection, consumers, answer: () => findingsOf(consumers) };
      }
      case 'sums': {
        const table = this.tables.of(work.parent, work.parentKey, work.parentFields);
        const consumers = [new SumsConsumer(work, () => table.rows)];
        return { collection, judged: work.parent, consumers, answer: () => findingsOf(consumers) };
      }
      case 'scan': {
        const consumers = this.scanConsumers(work);
        return { collection, judged: collection, consumers, answer: () => findingsOf(consumers) };
      }
      case 'tally': {
        const split = work.parents.find((parent) => this.isLarge(parent.from));
        const consumer = new TallyConsumer(work, this.finder(work.parents), split);
        const answer = () => ({ findings: [], rows: consumer.result() });
        return { collection, judged: collection, consumers: [consumer], answer };
      }
    }
  }

  private finder(parents: readonly Parent[]): FindParents {
    const tables = new Map(
      parents.map((parent) => [parent, this.tables.of(parent.from, parent.foreignField, parent.fields)]),
    );
    return (parent) => (tables.get(parent) as Table).rows;
  }

  /** The checks that look at a parent of which each pass has a part are made by themselves, in its order. */
  private scanConsumers(scan: Scan): ScanConsumer[] {
    const find = this.finder(scan.parents);
    const large = scan.parents.filter((parent) => this.isLarge(parent.from));
    const small = scan.parents.filter((parent) => !large.includes(parent));
    const values = scan.values.filter(({ broken }) => !large.some(({ as }) => looksAt(broken, as)));
    return [
      new ScanConsumer({ ...scan, parents: small, values }, find),
      ...large.map((parent) => {
        const own = scan.values.filter(({ broken }) => looksAt(broken, parent.as));
        const parents = [...small, parent];
        return new ScanConsumer({ ...scan, parents, values: own }, find, { split: parent, valuesOnly: true });
      }),
    ];
  }

  async storage(collection: CollectionName): Promise<FoundStorage | undefined> {
    const file = `${collection}.metadata.json`;
    try {
      return await storageIn(join(this.folder, file));
    } catch {
      this.damage.set(file, 'it is no metadata of mongodump');
      return undefined;
    }
  }
}
