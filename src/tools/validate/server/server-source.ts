/** A database of a server: the checks' work runs in it, a few pipelines at a time. */
import type { Db, Document, MongoClient } from 'mongodb';
import pMap from 'p-map';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../../core/model/index.js';
import { ZavaError } from '../../../errors.js';
import { written } from '../../../message.js';
import { makeClient, plainError } from '../../../mongodb/connect.js';
import { hostsOf } from '../../../mongodb/connection-string.js';
import { unlessRefused } from '../../../mongodb/first-contact.js';
import { unfinishedLoad } from '../../../mongodb/load-journal.js';
import { closeWithTimeout, whileAnswering } from '../../../mongodb/presence.js';
import {
  EXAMPLES,
  type Finding,
  type Look,
  type Parent,
  type Scan,
  type Sums,
  type TallyRow,
  type Unique,
  type Work,
} from '../checks/check.js';
import { idText } from '../expression/values.js';
import type { Answer, FoundIndex, FoundStorage, Source } from '../source.js';
import {
  ANY,
  SUSPECT,
  structurePipeline,
  sumsPipeline,
  tallyPipeline,
  uniquePipeline,
  valuesPipeline,
} from './pipelines.js';
import { isUsed } from './plans.js';
import { FEW_COMPARISONS, isUsable, Suspicions } from './suspicions.js';

/** Pipelines at once: enough to keep the cores of a small server busy. */
const CONCURRENCY = 4;

/** An answer of the server about this very command; losing the server, or having no right to ask, is none. */
const isAnswer = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'MongoServerError';

export class ServerSource implements Source {
  readonly kind = 'server';
  readonly where: string;
  readonly notes: string[] = [];
  readonly looks: Look[] = [];
  private readonly client: MongoClient;
  readonly db: Db;
  version = '';
  private counted = new Map<CollectionName, number>();
  /** A sharded cluster keeps `_id` unique in each shard only. */
  private sharded = false;

  constructor(
    private readonly uri: string,
    readonly database: string,
  ) {
    this.where = hostsOf(uri);
    this.client = makeClient({ uri, connections: CONCURRENCY, compressors: [], readsOnly: true });
    this.db = this.client.db(database);
  }

  /** @throws ZavaError where there is no server, or no right to use it. */
  async open(): Promise<void> {
    await this.withUserErrors(async () => {
      const asked = this.db.admin().command({ buildInfo: 1 });
      const { version } = await unlessRefused(this.client, this.uri, asked);
      this.version = String(version);
      const { msg } = await this.db.admin().command({ hello: 1 });
      this.sharded = msg === 'isdbgrid';
      const unfinished = await unfinishedLoad(this.db);
      if (unfinished !== undefined) this.notes.push(written(unfinished, 'command line'));
    });
  }

  /** Waits for work with this source, but not for a server that stopped answering. @throws ZavaError then. */
  watched<T>(work: Promise<T>): Promise<T> {
    return whileAnswering({ client: this.client, uri: this.uri }, work);
  }

  async counts(): Promise<Map<CollectionName, number>> {
    const counted = await pMap(COLLECTION_NAMES, async (name) => [name, await this.count(name)] as const, {
      concurrency: CONCURRENCY,
    });
    this.counted = new Map(counted);
    return this.counted;
  }

  private async count(name: CollectionName): Promise<number> {
    try {
      return await this.withUserErrors(() => this.db.collection(name).countDocuments());
    } catch (error) {
      if (!isAnswer(error)) throw error;
      // A view over something that is not there, for example.
      this.notes.push(`${name} cannot be counted: ${error.message}.`);
      return 0;
    }
  }

  async run(
    works: readonly Work[],
    signal?: AbortSignal,
    onShare?: (share: number) => void,
  ): Promise<Answer[]> {
    this.looks.length = 0;
    // Suspicions come first, as scans wait for them.
    const order = [...works.entries()].sort(([, a], [, b]) => rank(a) - rank(b));
    const suspicions = new Suspicions(works);
    const answers: Answer[] = [];
    // A piece of work takes about as long as its collection is large.
    const sizes = works.map(
      (work) => this.counted.get(work.kind === 'sums' ? work.child : work.collection) ?? 0,
    );
    const all = sizes.reduce((sum, size) => sum + size, 0);
    let done = 0;
    const options = { concurrency: CONCURRENCY, ...(signal === undefined ? {} : { signal }) };
    await pMap(
      order,
      async ([i, work]) => {
        answers[i] = await this.do(work, suspicions);
        done += sizes[i] ?? 0;
        if (all > 0) onShare?.(done / all);
      },
      options,
    );
    return answers;
  }

  private async do(work: Work, suspicions: Suspicions): Promise<Answer> {
    try {
      switch (work.kind) {
        case 'scan':
          return await this.scan(work, suspicions);
        case 'sums':
          return { findings: await this.sums(work, suspicions), rows: [] };
        case 'unique':
          return { findings: await this.twice(work), rows: [] };
        case 'tally':
          return { findings: [], rows: await this.rows(work.collection, tallyPipeline(work)) };
      }
    } catch (error) {
      const plain = plainError(error, this.uri);
      if (plain instanceof ZavaError || !isAnswer(error)) throw plain;
      return { findings: [], rows: [], failure: `The server could not look at it: ${error.message}.` };
    }
  }

  private async sums(work: Sums, suspicions: Suspicions): Promise<Finding[]> {
    try {
      const findings = await this.findings(work.child, sumsPipeline(work), work.parent);
      suspicions.settle(
        work,
        findings.some((finding) => finding.id === SUSPECT),
      );
      return findings.filter((finding) => finding.id !== SUSPECT);
    } catch (error) {
      suspicions.settle(work, true);
      throw error;
    }
  }

  private async twice(work: Unique): Promise<Finding[]> {
    const enforced = work.fields.length === 1 && work.fields[0] === '_id' && !this.sharded;
    if (enforced) return [];
    const { collection } = work;
    const [found] = await this.aggregate(collection, uniquePipeline(work)).toArray();
    if (found === undefined) return [];
    const ids: string[] = found.ids.map(idText);
    this.looks.push({ collection, broken: found.broken, ids });
    return [{ id: work.id, broken: found.broken, examples: ids.slice(0, EXAMPLES) }];
  }

  /** Joins only with the parents that some document may not agree with; the checks of the others then hold. */
  private async scan(work: Scan, suspicions: Suspicions): Promise<Answer> {
    const unsound = await this.findings(work.collection, structurePipeline(work));
    const { scan, failures } = await suspicions.judge(work, (parent) => this.canJoin(work, parent));
    const values = await this.findings(work.collection, valuesPipeline(scan, unsound.length === 0));
    return { findings: [...unsound, ...values], rows: [], failures };
  }

  /** A join on another field than `_id` needs an index on that field, or it takes hours where there are many documents. */
  private async canJoin({ collection }: Scan, { from, foreignField }: Parent): Promise<boolean> {
    const comparisons = (this.counted.get(collection) ?? 0) * (this.counted.get(from) ?? 0);
    if (foreignField === '_id' || comparisons <= FEW_COMPARISONS) return true;
    const storage = await this.storage(from);
    return storage?.indexes.some((index) => isUsable(index, foreignField)) === true;
  }

  private aggregate(collection: CollectionName, pipeline: Document[]) {
    return this.db.collection(collection).aggregate(pipeline, { allowDiskUse: true });
  }

  /** @param of the collection whose documents are judged, where it is another than is read. */
  private async findings(
    collection: CollectionName,
    pipeline: Document[],
    of = collection,
  ): Promise<Finding[]> {
    const found = await this.aggregate(collection, pipeline).toArray();
    return found.flatMap(({ _id, broken, ids }) => {
      const examples: string[] = ids.map(idText);
      if (_id.check !== ANY) return [{ id: _id.check, broken, examples }];
      this.looks.push({ collection: of, broken, ids: examples });
      return [];
    });
  }

  private async rows(collection: CollectionName, pipeline: Document[]): Promise<TallyRow[]> {
    const rows: TallyRow[] = [];
    for await (const { _id, sum } of this.aggregate(collection, pipeline)) {
      const key = Object.fromEntries(
        Object.entries(_id as object).map(([name, value]) => [name, String(value)]),
      );
      rows.push({ key, sum: Number(sum) });
    }
    return rows;
  }

  async storage(collection: CollectionName): Promise<FoundStorage | undefined> {
    return this.withUserErrors(async () => {
      const [info] = await this.db.listCollections({ name: collection }).toArray();
      if (info === undefined) return undefined;
      const options = (info as { options?: Document }).options ?? {};
      const indexes =
        info.type === 'view' ? [] : await this.db.collection(collection).listIndexes().toArray();
      return {
        indexes: indexes as unknown as FoundIndex[],
        images: options.changeStreamPreAndPostImages?.enabled === true,
      };
    });
  }

  /** Missing ones too: no plan uses them. */
  async unusedIndexes(name: CollectionName): Promise<string[]> {
    return this.withUserErrors(async () => {
      const collection = this.db.collection(name);
      const sample = await collection.findOne();
      const unused: string[] = [];
      for (const index of MODELS[name].indexes) {
        // A text query without a text index is refused, not planned.
        const used = await isUsed(collection, index, sample).catch(() => false);
        if (!used) unused.push(index.name);
      }
      return unused;
    });
  }

  async close(): Promise<void> {
    await closeWithTimeout(this.client.close());
  }

  private async withUserErrors<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw plainError(error, this.uri);
    }
  }
}

/** Sums first, as scans wait for them; then what takes longest. */
const rank = (work: Work): number => ['sums', 'tally', 'scan', 'unique'].indexOf(work.kind);
