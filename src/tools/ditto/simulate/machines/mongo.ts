/** A MongoDB database with its change stream, as far as the connector sees of it. */
import { EJSON } from 'bson';
import type { CollectionName } from '../../../../core/model/index.js';

export type MongoDocument = Readonly<Record<string, unknown>>;

/** A change with the images before and after it; an insert has no `pre`, a delete no `post`. */
export interface ChangeEvent {
  readonly collection: CollectionName;
  readonly pre?: MongoDocument | undefined;
  readonly post?: MongoDocument | undefined;
  readonly byConnector: boolean;
}

export interface FieldChanges {
  readonly $set: readonly (readonly [readonly string[], unknown])[];
  readonly $unset: readonly (readonly string[])[];
}

/** The sentence with which a validator refuses a document; undefined where it takes it. */
export type Validator = (collection: CollectionName, document: MongoDocument) => string | undefined;

export const mongoKey = (id: unknown): string => (typeof id === 'string' ? id : EJSON.stringify(id));

export class Mongo {
  /** All changes since the beginning. */
  readonly stream: ChangeEvent[] = [];
  private readonly collections = new Map<CollectionName, Map<string, MongoDocument>>();

  constructor(private readonly refusal: Validator = () => undefined) {}

  /** In the order of `_id`. */
  documents(collection: CollectionName): readonly MongoDocument[] {
    const all = [...(this.collections.get(collection) ?? [])];
    return all.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, document]) => document);
  }

  find(collection: CollectionName, id: unknown): MongoDocument | undefined {
    return this.collections.get(collection)?.get(mongoKey(id));
  }

  /** @returns why the validator refuses it. */
  insert(collection: CollectionName, document: MongoDocument, byConnector = false): string | undefined {
    return this.write(collection, undefined, document, byConnector);
  }

  /** A change that changes nothing makes no event, as in MongoDB. @returns why the validator refuses it. */
  update(
    collection: CollectionName,
    id: unknown,
    { $set, $unset }: FieldChanges,
    byConnector = false,
  ): string | undefined {
    const pre = this.find(collection, id);
    if (pre === undefined) return undefined;
    let post = pre;
    for (const path of $unset) post = withField(post, path, undefined);
    for (const [path, value] of $set) post = withField(post, path, value);
    return EJSON.stringify(pre) === EJSON.stringify(post)
      ? undefined
      : this.write(collection, pre, post, byConnector);
  }

  delete(collection: CollectionName, id: unknown, byConnector = false): void {
    const pre = this.find(collection, id);
    if (pre === undefined) return;
    this.collections.get(collection)?.delete(mongoKey(id));
    this.stream.push({ collection, pre, byConnector });
  }

  private write(
    collection: CollectionName,
    pre: MongoDocument | undefined,
    post: MongoDocument,
    byConnector: boolean,
  ): string | undefined {
    const refusal = this.refusal(collection, post);
    if (refusal !== undefined) return refusal;
    const documents = this.collections.get(collection) ?? new Map<string, MongoDocument>();
    this.collections.set(collection, documents.set(mongoKey(post._id), post));
    this.stream.push({ collection, pre, post, byConnector });
    return undefined;
  }
}

/** @param value undefined takes the field away. */
function withField(
  document: MongoDocument,
  [key = '', ...rest]: readonly string[],
  value: unknown,
): MongoDocument {
  const { [key]: old, ...others } = document;
  if (rest.length === 0 && value === undefined) return others;
  const inner = typeof old === 'object' && old !== null ? (old as MongoDocument) : {};
  return { ...document, [key]: rest.length === 0 ? value : withField(inner, rest, value) };
}
