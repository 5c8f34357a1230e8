/** The model's indexes in the form that the createIndexes command and a dump's metadata take. */
import { COLLECTION_NAMES, MODELS } from '../core/model/index.js';
import type { CollectionModel, Index } from '../core/model/schema.js';

/** An index as createIndexes takes it. */
export interface IndexSpec {
  readonly key: Readonly<Record<string, 1 | -1 | 'text'>>;
  readonly name: string;
  readonly unique?: true;
  readonly weights?: Readonly<Record<string, number>>;
}

export function indexSpec(index: Index): IndexSpec {
  return {
    key: index.key,
    name: index.name,
    ...(index.unique ? { unique: true } : {}),
    ...(index.weights ? { weights: index.weights } : {}),
  };
}

/** The options of a collection: the ones that Ditto follows keep images of documents before and after a change. */
export function collectionOptions(model: CollectionModel): Record<string, unknown> {
  return model.dittoId === undefined ? {} : { changeStreamPreAndPostImages: { enabled: true } };
}

/** How all nine are made, besides their documents: of two that are the same, databases are alike. */
export const collectionSpecs = (): object =>
  COLLECTION_NAMES.map((name) => [
    name,
    collectionOptions(MODELS[name]),
    MODELS[name].indexes.map(indexSpec),
  ]);
