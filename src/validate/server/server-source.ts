/** A database of a server: the checks' work runs in it, a few pipelines at a time. */
import type { Db, Document, MongoClient, ObjectId } from 'mongodb';
import pMap from 'p-map';
import { COLLECTION_NAMES, type CollectionName, MODELS } from '../../model/index.js';
import { hostsOf, makeClient, plainError } from '../../mongodb/connect.js';
import {
  type Finding,
  looksAt,
  type Parent,
  type Scan,
  type Sums,
  type TallyRow,
  type Work,
} from '../checks/check.js';
import type { Answer, FoundIndex, Keeping, Source } from '../source.js';
import {
  SUSPECT,
  structurePipeline,
  sumsPipeline,
  tallyPipeline,
  uniquePipeline,
  valuesPipeline,
} from './pipelines.js';
import { isUsed } from './plans.js';

/** Pipelines at once: enough to keep the cores of a small server busy. */
const CONCURRENCY = 4;

/** An id for people to read. */
const idText = (id: unknown): string =>
  typeof id === 'string' ? id : ((id as ObjectId | null)?.toString?.() ?? String(id));

export class ServerSource implements Source {
  readonly kind = 'server';
  readonly where: string;
  readonly notes: string[] = [];
  private readonly client: MongoClient;
  readonly db: Db;
  version = '';

  constructor(
    private readonly uri: string,
    readonly database: string,
  ) {
    this.where = hostsOf(uri);
    this.client = makeClient({ uri, connections: CONCURRENCY, compressors: [] });
    this.db = this.client.db(database);
  }

  /** @throws ZavaError with a plain reason where there is no server, or no right to use it. */
  async open(): Promise<void> {
    await this.plainly(async () => {
      const { version } = await this.db.admin().command({ buildInfo: 1 });
      this.version = String(version);
    });
  }

  async counts(): Promise<Map<CollectionName, number>> {
    const counted = await this.plainly(() =>
      pMap(COLLECTION_NAMES, async (name) => this.db.collection(name).countDocuments(), {
        concurrency: CONCURRENCY,
      }),
    );
    return new Map(COLLECTION_NAMES.map((name, i) => [name, counted[i]]));
  }

  async run(works: readonly Work[], signal?: AbortSignal): Promise<Answer[]> {
    // Suspicions come first, as scans wait for them.
    const order = works.map((_, i) => i).sort((a, b) => rank(works[a]) - rank(works[b]));
    const suspicions = new Map<string, Suspicion>();
    for (const work of works) {
      if (work.kind === 'sums' && work.suspect !== undefined)
        suspicions.set(`${work.child} ${work.suspect.as}`, new Suspicion());
    }
    const answers: Answer[] = [];
    const options = { concurrency: CONCURRENCY, ...(signal === undefined ? {} : { signal }) };
    await pMap(
      order,
      async (i) => {
        answers[i] = await this.plainly(() => this.do(works[i], suspicions));
      },
      options,
    );
    return answers;
  }

  private async do(work: Work, suspicions: ReadonlyMap<string, Suspicion>): Promise<Answer> {
    try {
      switch (work.kind) {
        case 'scan':
          return { findings: await this.scan(work, suspicions), rows: [] };
        case 'sums':
          return { findings: await this.sums(work, suspicions), rows: [] };
        case 'unique':
          return { findings: await this.findings(work.collection, uniquePipeline(work)), rows: [] };
        case 'tally':
          return { findings: [], rows: await this.rows(work.collection, tallyPipeline(work)) };
      }
    } catch (error) {
      // An answer of the server about this very pipeline is a finding; losing the server is not.
      if (!(error instanceof Error) || error.name !== 'MongoServerError') throw error;
      return { findings: [], rows: [], failure: `The server could not look at it: ${error.message}.` };
    }
  }

  private async sums(work: Sums, suspicions: ReadonlyMap<string, Suspicion>): Promise<Finding[]> {
    const suspicion = suspicions.get(`${work.child} ${work.suspect?.as}`);
    try {
      const findings = await this.findings(work.child, sumsPipeline(work));
      suspicion?.settle(findings.some((finding) => finding.id === SUSPECT));
      return findings.filter((finding) => finding.id !== SUSPECT);
    } catch (error) {
      suspicion?.settle(true);
      throw error;
    }
  }

  /** Joins only with the parents that some document may not agree with; the checks of the others then hold. */
  private async scan(work: Scan, suspicions: ReadonlyMap<string, Suspicion>): Promise<Finding[]> {
    const unsound = await this.findings(work.collection, structurePipeline(work));
    const parents: Parent[] = [];
    let { values } = work;
    for (const parent of work.parents) {
      const suspected = (await suspicions.get(`${work.collection} ${parent.as}`)?.suspected) ?? true;
      const possible = suspected && (await this.canJoin(parent));
      if (possible) parents.push(parent);
      else values = values.filter(({ broken }) => !looksAt(broken, parent.as));
    }
    const pipeline = valuesPipeline({ ...work, parents, values }, unsound.length === 0);
    return [...unsound, ...(await this.findings(work.collection, pipeline))];
  }

  /** A join on another field than `_id` needs that field's index, or it takes hours. */
  private async canJoin({ from, foreignField }: Parent): Promise<boolean> {
    if (foreignField === '_id') return true;
    const keeping = await this.keeping(from);
    if (keeping?.indexes.some((index) => Object.keys(index.key)[0] === foreignField) ?? true) return true;
    this.notes.push(
      `Some documents do not agree with ${from}, but which cannot be told without the index on ${foreignField} of ${from}; npx zava indexes create makes it.`,
    );
    return false;
  }

  private aggregate(collection: CollectionName, pipeline: Document[]) {
    return this.db.collection(collection).aggregate(pipeline, { allowDiskUse: true });
  }

  private async findings(collection: CollectionName, pipeline: Document[]): Promise<Finding[]> {
    const found = await this.aggregate(collection, pipeline).toArray();
    return found.map(({ _id, broken, examples }) => ({ id: _id, broken, examples: examples.map(idText) }));
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

  async keeping(collection: CollectionName): Promise<Keeping | undefined> {
    return this.plainly(async () => {
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
    return this.plainly(async () => {
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
    await this.client.close();
  }

  private async plainly<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw plainError(error, this.uri);
    }
  }
}

/** Whether a scan must join with a parent: known once the suspicion's pipeline has run. */
class Suspicion {
  settle!: (suspected: boolean) => void;
  readonly suspected = new Promise<boolean>((resolve) => {
    this.settle = resolve;
  });
}

/** Sums first, as scans wait for them; then what takes longest. */
const rank = (work: Work): number => ['sums', 'tally', 'scan', 'unique'].indexOf(work.kind);
