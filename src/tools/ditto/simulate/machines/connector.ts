/** The MongoDB connector: compares the images before and after a change, in both directions. */
import { isDeepStrictEqual } from 'node:util';
import type { CollectionName } from '../../../../core/model/index.js';
import type { DittoDocument, DittoId } from '../../document.js';
import { type Difference, differences, isSaid } from '../crdt/differences.js';
import type { IdMap } from './id-map.js';
import { type ChangeEvent, type FieldChanges, type Mongo, type MongoDocument, mongoKey } from './mongo.js';
import { idKey, type Site } from './site.js';

/** A document whose change MongoDB did not take: one of `__ditto_unsynced_documents`. */
export interface Unsynced {
  readonly collection: CollectionName;
  readonly id: DittoId;
  readonly reason: string;
}

/** What the connector did to one side. */
export interface Carried {
  readonly to: 'MongoDB' | 'Ditto';
  readonly collection: CollectionName;
  readonly id: DittoId;
  /** Hidden is what a deletion in MongoDB hides that is not forgotten yet. */
  readonly did: 'insert' | 'update' | 'delete' | 'hidden' | 'refused';
  readonly changes: readonly Difference[];
  /** Why it was refused. */
  readonly reason?: string;
}

interface Image {
  readonly document: DittoDocument;
  readonly mongoId: unknown;
}

/** What it keeps in `__ditto_connector_sessions`, so that it goes on after a restart. */
interface Session {
  /** How many events of the change stream are done. */
  token: number;
  /** The last document that the initial sync has done. */
  copied: string;
  /** Of each document, how MongoDB had it when the connector last saw it. */
  readonly images: Map<string, Image>;
  /** Refused documents, and how Ditto showed them then. */
  readonly refused: Map<string, string>;
}

export class Connector {
  readonly unsynced: Unsynced[] = [];
  private readonly session: Session;

  constructor(
    private readonly mongo: Mongo,
    private readonly cloud: Site,
    private readonly ids: IdMap,
    private readonly collections: readonly CollectionName[],
    private readonly strict: boolean,
  ) {
    this.session = { token: mongo.stream.length, copied: '', images: new Map(), refused: new Map() };
  }

  /**
   * The next documents of the initial sync, in the order of their collections and `_id`. What Ditto has or has deleted is
   * left as it is there: what happened to it on devices goes to MongoDB.
   * @param count how many of them at most.
   * @param crash true where the process ends before it has noted how far it came.
   */
  copy(count: number, crash = false): Carried[] {
    const { copied } = this.session;
    const next = this.collections
      .flatMap((collection, i) =>
        this.mongo
          .documents(collection)
          .map((document) => ({ collection, document, position: `${i} ${mongoKey(document._id)}` })),
      )
      .filter(({ position }) => position > copied)
      .slice(0, count);
    const carried = next.flatMap(({ collection, document }) => {
      const image = this.ids.toDitto(collection, document);
      this.keep(collection, document);
      return this.cloud.state(collection, image._id) === undefined ? this.put(collection, image) : [];
    });
    if (!crash) this.session.copied = next.at(-1)?.position ?? copied;
    return carried;
  }

  /** The next event of the change stream; undefined where there is none. */
  fromMongo(): Carried[] | undefined {
    const event = this.mongo.stream[this.session.token];
    if (event === undefined) return undefined;
    this.session.token++;
    const carried = event.byConnector ? [] : this.apply(event);
    this.note(event);
    return carried;
  }

  /** All documents of Ditto that are not as MongoDB was last seen to have them. */
  toMongo(): Carried[] {
    return this.collections.flatMap((collection) =>
      this.cloud.states(collection).flatMap(({ id }) => this.bring(collection, id)),
    );
  }

  private apply({ collection, pre, post }: ChangeEvent): Carried[] {
    const before = pre && this.ids.toDitto(collection, pre);
    if (post === undefined) {
      if (before === undefined) return [];
      this.cloud.delete(collection, before._id, true);
      return [{ to: 'Ditto', collection, id: before._id, did: 'delete', changes: [] }];
    }
    const after = this.ids.toDitto(collection, post);
    if (before !== undefined && idKey(before._id) !== idKey(after._id)) {
      return this.refuse(collection, before._id, 'a field that makes the id has changed in MongoDB');
    }
    const there = this.cloud.find(collection, after._id, this.strict);
    if (before === undefined || there === undefined) return this.put(collection, after);
    const news = differences(before, after, this.strict).filter((change) => !isSaid(there, change));
    if (news.length === 0) return [];
    this.cloud.update(collection, after._id, news);
    return [{ to: 'Ditto', collection, id: after._id, did: 'update', changes: news }];
  }

  /** A whole document into Ditto, as far as that does not have it so already. */
  private put(collection: CollectionName, document: DittoDocument): Carried[] {
    const there = this.cloud.find(collection, document._id, this.strict);
    if (there === undefined) this.cloud.insert(collection, document, 'update');
    else {
      const news = differences({}, document, this.strict).filter((change) => !isSaid(there, change));
      this.cloud.update(collection, document._id, news);
    }
    const isShown = this.cloud.find(collection, document._id, this.strict) !== undefined;
    const did = !isShown ? 'hidden' : there === undefined ? 'insert' : 'update';
    return [{ to: 'Ditto', collection, id: document._id, did, changes: [] }];
  }

  private bring(collection: CollectionName, id: DittoId): Carried[] {
    const key = `${collection} ${idKey(id)}`;
    const image = this.session.images.get(key);
    const shown = this.cloud.find(collection, id, this.strict);
    if (shown === undefined) return this.bringDeletion(collection, id, image);
    if (this.session.refused.get(key) === JSON.stringify(shown)) return [];
    const target =
      image === undefined
        ? this.ids.find(this.mongo, collection, id)
        : this.mongo.find(collection, image.mongoId);
    // It is deleted in MongoDB, and the stream will say so.
    if (image !== undefined && target === undefined) return [];
    const before = image?.document ?? (target && this.ids.toDitto(collection, target));
    const changes = differences(before ?? {}, shown, this.strict);
    if (before !== undefined && changes.length === 0) return [];
    const refusal = target ? this.changed(collection, target, changes) : this.inserted(collection, shown);
    if (refusal !== undefined) {
      this.session.refused.set(key, JSON.stringify(shown));
      return this.refuse(collection, id, refusal);
    }
    const post = this.ids.find(this.mongo, collection, id);
    if (post !== undefined) this.keep(collection, post);
    return [{ to: 'MongoDB', collection, id, did: target ? 'update' : 'insert', changes }];
  }

  private inserted(collection: CollectionName, shown: DittoDocument): string | undefined {
    const missing = this.ids.fieldsOf(collection).find((field) => shown[field] === undefined);
    return missing === undefined
      ? this.mongo.insert(collection, this.ids.toMongo(collection, shown), true)
      : `it lacks ${missing}, which makes the id`;
  }

  private changed(
    collection: CollectionName,
    target: MongoDocument,
    changes: readonly Difference[],
  ): string | undefined {
    const fields = this.ids.fieldsOf(collection);
    const $set: FieldChanges['$set'][number][] = [];
    const $unset: FieldChanges['$unset'][number][] = [];
    for (const change of changes) {
      const path = 'set' in change ? change.set : change.unset;
      if (fields.includes(path[0] as string)) return `${path[0]} makes the id and cannot change`;
      if ('set' in change) $set.push([path, change.to]);
      else $unset.push(path);
    }
    return this.mongo.update(collection, target._id, { $set, $unset }, true);
  }

  /** Only where Ditto knows that it was deleted, and by a device: what it never had is not deleted in MongoDB. */
  private bringDeletion(collection: CollectionName, id: DittoId, image: Image | undefined): Carried[] {
    const deletion = this.cloud.state(collection, id)?.deletion;
    if (image === undefined || deletion === undefined || deletion.final) return [];
    if (this.mongo.find(collection, image.mongoId) === undefined) return [];
    this.mongo.delete(collection, image.mongoId, true);
    this.session.images.delete(`${collection} ${idKey(id)}`);
    return [{ to: 'MongoDB', collection, id, did: 'delete', changes: [] }];
  }

  private refuse(collection: CollectionName, id: DittoId, reason: string): Carried[] {
    const isNew = this.unsynced.every((one) => one.reason !== reason || !isDeepStrictEqual(one.id, id));
    if (isNew) this.unsynced.push({ collection, id, reason });
    return [{ to: 'MongoDB', collection, id, did: 'refused', changes: [], reason }];
  }

  private note({ collection, pre, post }: ChangeEvent): void {
    if (post !== undefined) this.keep(collection, post);
    else if (pre !== undefined) {
      this.session.images.delete(`${collection} ${idKey(this.ids.toDitto(collection, pre)._id)}`);
    }
  }

  private keep(collection: CollectionName, document: MongoDocument): void {
    const image = this.ids.toDitto(collection, document);
    this.session.images.set(`${collection} ${idKey(image._id)}`, { document: image, mongoId: document._id });
  }
}
