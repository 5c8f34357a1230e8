/** The laws of the model of the MongoDB connector, over random histories with real documents. */
import { Double, Int32, ObjectId, serialize } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLLECTION_NAMES, type CollectionName } from '../../src/core/model/index.js';
import { DITTO_PROFILES } from '../../src/core/model/schema.js';
import { Connector } from '../../src/tools/ditto/simulate/machines/connector.js';
import { IdMap } from '../../src/tools/ditto/simulate/machines/id-map.js';
import { Mongo, type MongoDocument } from '../../src/tools/ditto/simulate/machines/mongo.js';
import { Site } from '../../src/tools/ditto/simulate/machines/site.js';
import { everythingOf } from '../../src/tools/ditto/simulate/scenarios/set-ups.js';
import { castOf } from '../../src/tools/ditto/simulate/stage/cast.js';
import { brokenLaws } from '../../src/tools/ditto/simulate/stage/laws.js';
import { Stage } from '../../src/tools/ditto/simulate/stage/stage.js';
import type { Ref } from '../../src/tools/ditto/simulate/stage/words.js';
import { typed } from '../fixtures/bson-types.js';
import { runs } from '../fixtures/random-worlds.js';
import { makeAll } from '../fixtures/slices.js';
import { small, tiny } from '../fixtures/worlds.js';

const RUNS = 1000;
const { row, sameElsewhere } = castOf(tiny);
const ROWS = [row, sameElsewhere];

const profile = fc.constantFrom(...DITTO_PROFILES);
const which = fc.nat(1);

/** A field and what it may become; null is what the validator refuses. */
const write = fc.oneof(
  fc.tuple(fc.constant('stock_level'), fc.nat(9)),
  fc.tuple(fc.constant('location.shelf'), fc.constantFrom('A', 'B')),
  fc.tuple(fc.constant('notes'), fc.constantFrom('high', 'low')),
);

const step = fc.constantFrom('from MongoDB', 'to MongoDB', 'sync', 'copy', 'crash', 'wait');

/** Something that a device or an application of MongoDB does, or a piece of what the connector and the cloud do. */
const quiet = fc.oneof(
  fc.record({ by: fc.constantFrom('device', 'mongo'), which, write, device: which }),
  fc.record({ by: fc.constant('step'), step, device: which }),
);

const rough = fc.oneof(
  { weight: 6, arbitrary: quiet },
  {
    weight: 1,
    arbitrary: fc.record({
      by: fc.constantFrom(
        'delete',
        'delete in MongoDB',
        'make again',
        'insert',
        'null',
        'increment',
        'store',
      ),
      which,
      device: which,
    }),
  },
);

type Act = typeof rough extends fc.Arbitrary<infer T> ? T : never;

class Play {
  readonly stage: Stage;
  readonly refs: readonly Ref[];

  constructor(ids: (typeof DITTO_PROFILES)[number]) {
    this.stage = new Stage({ profile: ids });
    this.refs = ROWS.map((one) => this.stage.load('inventory', one));
    for (const name of ['one', 'two']) this.stage.device(name, everythingOf('inventory'));
    this.stage.startConnector(1);
  }

  act(act: Act): void {
    const { stage } = this;
    const device = stage.devices[act.device];
    if (device === undefined) throw new RangeError();
    if (act.by === 'step') this.step((act as { step: string }).step, act.device);
    else {
      const { which: at, write: [field, value] = ['', 0] } = act as {
        which: number;
        write?: [string, string];
      };
      const ref = this.refs[at] as Ref;
      const document = ROWS[at] as object;
      if (act.by === 'device') device.set(ref, { [field]: value }, '');
      else if (act.by === 'mongo') stage.change(ref, { [field]: value }, '');
      else if (act.by === 'delete') device.delete(ref, '');
      else if (act.by === 'delete in MongoDB') stage.remove(ref, '');
      else if (act.by === 'make again' && stage.inMongo(ref) === undefined) stage.create(ref, document, '');
      else if (act.by === 'insert') device.insert(ref, document, '', 'update');
      else if (act.by === 'null') device.set(ref, { reorder_threshold: null }, '');
      else if (act.by === 'increment') device.increment(ref, 'stock_level', 1, '');
      else if (act.by === 'store') device.set(ref, { store_id: 'store_online' }, '');
    }
  }

  private step(name: string, at: number): void {
    const { stage } = this;
    const { connector, cloud } = stage;
    const site = stage.devices[at]?.site as Site;
    if (name === 'from MongoDB') connector?.fromMongo();
    else if (name === 'to MongoDB') connector?.toMongo();
    else if (name === 'copy') connector?.copy(1);
    else if (name === 'crash') connector?.copy(1, true);
    else if (name === 'wait') stage.wait(60);
    else {
      for (const message of site.messagesFor(cloud)) cloud.receive(message);
      for (const message of cloud.messagesFor(site)) site.receive(message);
    }
  }

  settle(): void {
    this.stage.startConnector();
    this.stage.settle();
  }
}

const played = (ids: (typeof DITTO_PROFILES)[number], acts: readonly Act[]): Play => {
  const play = new Play(ids);
  for (const act of acts) play.act(act);
  play.settle();
  return play;
};

describe('the connector', () => {
  it('leaves MongoDB, the cloud and devices with the same, changes no id, and nothing goes round', () => {
    fc.assert(
      fc.property(profile, fc.array(rough, { maxLength: 10 }), (ids, acts) => {
        const { stage, refs } = played(ids, acts);
        expect(brokenLaws(stage)).toEqual([]);
        expect(stage.cloud.states('inventory')).toHaveLength(ROWS.length);
        const fields = stage.ids.fieldsOf('inventory').filter((field) => field !== '_id');
        for (const [i, ref] of refs.entries()) {
          const inMongo = stage.inMongo(ref);
          const whole = ROWS[i] as unknown as MongoDocument;
          if (inMongo === undefined) continue;
          for (const field of fields) expect(inMongo[field]).toBe(whole[field]);
        }
      }),
      runs(RUNS),
    );
  });

  it('parks nothing where nobody deletes or breaks a rule, and brings every field to where all agree', () => {
    fc.assert(
      fc.property(profile, fc.array(quiet, { maxLength: 10 }), (ids, acts) => {
        const { stage, refs } = played(ids, acts);
        expect(stage.connector?.unsynced).toEqual([]);
        for (const ref of refs) {
          const inMongo = stage.inMongo(ref);
          expect(inMongo).toMatchObject({ store_id: expect.any(String), deleted: false });
          for (const device of stage.devices) expect(device.find(ref)).toEqual(inMongo);
        }
      }),
      runs(RUNS),
    );
  });

  it('does not bring back to devices what it wrote itself: the last write of a device stays', () => {
    const ofOne = fc.oneof(
      fc.record({ by: fc.constant('device'), which, write, device: fc.constant(0) }),
      fc.record({ by: fc.constant('step'), step, device: fc.constant(0) }),
    );
    fc.assert(
      fc.property(profile, fc.array(ofOne, { maxLength: 10 }), (ids, acts) => {
        const play = new Play(ids);
        const last = ROWS.map(() => new Map<string, unknown>());
        for (const act of acts) {
          if ('write' in act && play.stage.devices[0]?.find(play.refs[act.which] as Ref) !== undefined) {
            last[act.which]?.set(String(act.write[0]), act.write[1]);
          }
          play.act(act as Act);
        }
        play.settle();
        const fromApps = play.stage.mongo.stream.filter(({ byConnector }) => !byConnector);
        expect(fromApps).toHaveLength(ROWS.length);
        for (const [i, ref] of play.refs.entries()) {
          for (const [path, value] of last[i] ?? []) {
            expect(
              path
                .split('.')
                .reduce<unknown>((inner, key) => (inner as MongoDocument)[key], play.stage.inMongo(ref)),
            ).toBe(value);
          }
        }
      }),
      runs(RUNS),
    );
  });
});

describe('a document of each collection', () => {
  const synced = COLLECTION_NAMES.filter((name) => name !== 'product_embeddings');
  const all = makeAll(small);

  const pair = (ids: IdMap, collection: CollectionName, mongo: Mongo, cloud: Site) =>
    new Connector(mongo, cloud, ids, [collection], false);

  it('comes back from Ditto as it was, but for the types that change on the way', () => {
    fc.assert(
      fc.property(profile, fc.constantFrom(...synced), fc.nat(), (ids, collection, at) => {
        const made = all[collection][at % all[collection].length];
        if (made === undefined) throw new RangeError(`no ${collection}`);
        const document: MongoDocument = made.fields;
        const map = new IdMap(ids);
        const [from, to] = [new Mongo(), new Mongo()];
        const options = { tombstoneLife: 1, strict: false, now: () => 0 };
        const [cloud, device, other] = ['cloud', 'device', 'other'].map(
          (name) => new Site({ ...options, name }),
        ) as [Site, Site, Site];
        from.insert(collection, document);
        pair(map, collection, from, cloud).copy(1);
        for (const [a, b] of [
          [cloud, device],
          [device, other],
        ] as const) {
          for (const message of a.messagesFor(b)) b.receive(message);
        }
        pair(map, collection, to, other).toMongo();
        const [back] = to.documents(collection);
        expect(to.documents(collection)).toHaveLength(1);
        const { _id, ...fields } = back as MongoDocument;
        const { _id: before, ...whole } = document;
        expect(fields).toEqual(whole);
        if (map.isMatched(collection)) expect(_id).toEqual(before);
        else
          expect(map.toDitto(collection, back as MongoDocument)._id).toEqual(
            map.toDitto(collection, document)._id,
          );
        const { _id: _, ...types } = typesOf(typed(made.bytes), true) as Record<string, unknown>;
        expect(typesOf(typed(serialize(fields)), false)).toEqual(types);
      }),
      runs(RUNS),
    );
  });
});

/** The BSON types of a document's fields. @param change whether a double that is whole is to be an integer. */
function typesOf(value: unknown, change: boolean): unknown {
  if (value instanceof Double) return change && Number.isInteger(value.value) ? 'int' : 'double';
  if (value instanceof Int32) return 'int';
  if (value instanceof ObjectId || typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, typesOf(one, change)]));
}
