/** What a scenario plays on: MongoDB, the connector, the cloud and devices, a clock and a time line. */
import type { CollectionName } from '../../../../core/model/index.js';
import type { DittoProfile } from '../../../../core/model/schema.js';
import type { DittoDocument } from '../../document.js';
import { type Carried, Connector } from '../machines/connector.js';
import { IdMap } from '../machines/id-map.js';
import { Mongo, type MongoDocument } from '../machines/mongo.js';
import { Site, type Subscription } from '../machines/site.js';
import { modelValidator } from '../machines/validator.js';
import { Device } from './device.js';
import { DAY, HOUR, type Line } from './timeline.js';
import { changesText, newsText, type Ref, refText } from './words.js';

export const MONGODB = 'MongoDB';
export const CLOUD = 'Ditto cloud';
const CONNECTOR = 'connector';

/** Seconds for which a deletion is remembered. https://docs.ditto.live/crud/delete */
const TOMBSTONE_LIFE = { device: 168 * HOUR, cloud: 30 * DAY };

/** A play comes to rest within a few. */
const MOST_ROUNDS = 100;

/** Those that play, in the order of an initial sync. */
const PLAYED = ['products', 'customers', 'inventory', 'orders', 'order_items'] as const;

export interface StageOptions {
  readonly profile: DittoProfile;
  /** Of the connector and the cloud; off unless given, as maps want it. */
  readonly strict?: boolean;
}

export class Stage {
  readonly mongo = new Mongo(modelValidator);
  readonly cloud: Site;
  readonly ids: IdMap;
  readonly devices: Device[] = [];
  readonly timeline: Line[] = [];
  /** Undefined until it is started. */
  connector: Connector | undefined;
  connectorRuns = false;
  private time = 0;

  constructor(private readonly options: StageOptions) {
    const { profile, strict = false } = options;
    this.ids = new IdMap(profile);
    this.cloud = new Site({ name: CLOUD, tombstoneLife: TOMBSTONE_LIFE.cloud, strict, now: () => this.time });
  }

  get collections(): readonly CollectionName[] {
    return PLAYED;
  }

  wait(seconds: number): void {
    this.time += seconds;
    for (const site of [this.cloud, ...this.devices.map((device) => device.site)]) site.expire();
  }

  tell(who: string, what: string): void {
    this.timeline.push({ at: this.time, who, what });
  }

  /** @param ahead seconds by which its clock is fast. */
  device(name: string, subscriptions: readonly Subscription[], ahead = 0): Device {
    const now = () => this.time + ahead;
    const site = new Site({ name, tombstoneLife: TOMBSTONE_LIFE.device, strict: false, now, subscriptions });
    const device = new Device(site, (what) => this.tell(name, what));
    this.devices.push(device);
    return device;
  }

  /** A document that was in MongoDB before anything began, and what it is called in Ditto. */
  load(collection: CollectionName, document: object): Ref {
    this.mongo.insert(collection, document as MongoDocument);
    return this.ref(collection, document);
  }

  ref(collection: CollectionName, document: object): Ref {
    return { collection, id: this.ids.toDitto(collection, document as MongoDocument)._id };
  }

  /** @param count how many documents of the initial sync are made at once; all unless given. */
  startConnector(count = Number.POSITIVE_INFINITY): void {
    const { mongo, cloud, ids, collections } = this;
    const isNew = this.connector === undefined;
    this.connector ??= new Connector(mongo, cloud, ids, collections, this.options.strict ?? false);
    this.connectorRuns = true;
    this.tell(CONNECTOR, isNew ? 'begins its initial sync' : 'goes on with its initial sync');
    this.tellCarried(this.connector.copy(count));
  }

  /** @param count how many documents of the initial sync it still makes, without noting that. */
  crashConnector(count: number): void {
    this.tellCarried(this.connector?.copy(count, true) ?? []);
    this.connectorRuns = false;
    this.tell(CONNECTOR, 'is killed before it has noted how far it came');
  }

  /** What the document is in MongoDB, as Ditto would have it. */
  inMongo({ collection, id }: Ref): DittoDocument | undefined {
    const document = this.mongoDocument({ collection, id });
    return document && { ...this.ids.toDitto(collection, document), _id: id };
  }

  /** What a device without strict mode sees of the cloud's document. */
  inCloud({ collection, id }: Ref): DittoDocument | undefined {
    return this.cloud.find(collection, id, false);
  }

  /** A change by an application of MongoDB. */
  change(ref: Ref, fields: Readonly<Record<string, unknown>>, why: string): void {
    const document = this.mongoDocument(ref);
    const $set = Object.entries(fields).map(([path, value]) => [path.split('.'), value] as const);
    this.mongo.update(ref.collection, document?._id, { $set, $unset: [] });
    const words = Object.entries(fields).map(([path, value]) => `${path}: ${JSON.stringify(value)}`);
    this.tell(MONGODB, `${why}: $set ${words.join(', ')}`);
  }

  remove(ref: Ref, why: string): void {
    this.mongo.delete(ref.collection, this.mongoDocument(ref)?._id);
    this.tell(MONGODB, `${why}: deleteOne`);
  }

  create({ collection }: Ref, document: object, why: string): void {
    this.mongo.insert(collection, document as MongoDocument);
    this.tell(MONGODB, `${why}: insertOne`);
  }

  /** Everybody who is online hears everything, and the connector carries what there is, until nothing moves. */
  settle(): void {
    for (let rounds = 0; this.step(); rounds++) {
      if (rounds > MOST_ROUNDS) throw new RangeError('the model does not come to rest');
    }
  }

  /** Two devices meet without the cloud. */
  meet(a: Device, b: Device): void {
    this.tell(a.site.name, `meets ${b.site.name}`);
    while (this.deliver(a.site, b.site) || this.deliver(b.site, a.site)) {}
  }

  private step(): boolean {
    const sites = this.devices.filter(({ online }) => online).map(({ site }) => site);
    const up = sites.map((site) => this.deliver(site, this.cloud)).some(Boolean);
    const carried = this.connectorRuns && this.carry();
    const down = sites.map((site) => this.deliver(this.cloud, site)).some(Boolean);
    return up || carried || down;
  }

  private carry(): boolean {
    const { connector } = this;
    if (connector === undefined) return false;
    let moved = false;
    for (let done = connector.fromMongo(); done !== undefined; done = connector.fromMongo()) {
      this.tellCarried(done);
      moved = true;
    }
    const back = connector.toMongo();
    this.tellCarried(back);
    return moved || back.length > 0;
  }

  private tellCarried(carried: readonly Carried[]): void {
    for (const { to, did, changes, reason, ...ref } of carried) {
      const what = reason ?? (changes.length > 0 && did === 'update' ? changesText(changes) : did);
      this.tell(CONNECTOR, `${did === 'refused' ? 'parks' : `brings to ${to}`} ${refText(ref)}: ${what}`);
    }
  }

  private deliver(from: Site, to: Site): boolean {
    const messages = from.messagesFor(to);
    for (const message of messages) {
      const { collection, state } = message;
      const before = to.find(collection, state.id);
      to.receive(message);
      const news = newsText(before, to.find(collection, state.id));
      this.tell(to.name, `receives ${refText({ collection, id: state.id })} from ${from.name}: ${news}`);
    }
    return messages.length > 0;
  }

  private mongoDocument({ collection, id }: Ref): MongoDocument | undefined {
    return this.ids.find(this.mongo, collection, id);
  }
}
