/** The nine collections as the model wants them: images of documents in change streams, and validators. */
import { isDeepStrictEqual } from 'node:util';
import type { Document } from 'mongodb';
import { COLLECTION_NAMES, type CollectionName } from '../../../core/model/index.js';
import type { CollectionModel } from '../../../core/model/schema.js';
import { collectionOptions } from '../../../mongodb/index-specs.js';
import { validatorOf } from '../../../mongodb/validator.js';
import {
  type Deployment,
  findCollections,
  keepsImages,
  modelOf,
  needing,
  type Watch,
} from '../deployment.js';

/** What the server does with a document that breaks the schema: logs it, or refuses it. */
export type ValidationAction = 'warn' | 'error';

export interface CollectionOutcome {
  readonly name: CollectionName;
  readonly state: 'created' | 'changed' | 'unchanged';
  /** What was changed, for people to read. */
  readonly changes: readonly string[];
  /** What is wrong with it and cannot be changed. */
  readonly problem?: string;
}

const validation = (model: CollectionModel, action: ValidationAction): Document => ({
  validator: validatorOf(model),
  validationLevel: 'strict',
  validationAction: action,
});

/**
 * The options of collMod that make a collection as wanted, and their description; nothing where it is so already.
 * @param options as listCollections has them. @param action undefined leaves validators as they are.
 */
export function changesFor(
  model: CollectionModel,
  options: Document,
  action: ValidationAction | undefined,
): { command: Document; changes: string[] } {
  const command: Document = {};
  const changes: string[] = [];
  if (model.dittoId !== undefined && !keepsImages(options)) {
    Object.assign(command, collectionOptions(model));
    changes.push('images of documents in change streams enabled');
  }
  if (action !== undefined) {
    const wanted = validation(model, action);
    const { validator, validationLevel, validationAction } = options;
    if (!isDeepStrictEqual({ validator, validationLevel, validationAction }, wanted)) {
      Object.assign(command, wanted);
      changes.push(
        validator === undefined ? `validator added (${action})` : `validator replaced (${action})`,
      );
    }
  }
  return { command, changes };
}

/**
 * Makes the collections that are missing and changes those that differ; documents and indexes stay as they are.
 * @throws ZavaError where a right is missing or a name is a view's; whatever else the driver throws.
 */
export async function setUpCollections(
  deployment: Deployment,
  action: ValidationAction | undefined,
  { signal }: Watch,
): Promise<CollectionOutcome[]> {
  const existing = await needing(
    { to: 'list collections', right: 'listCollections', role: 'readWrite' },
    deployment,
    () => findCollections(deployment),
  );
  const outcomes: CollectionOutcome[] = [];
  for (const name of COLLECTION_NAMES) {
    signal.throwIfAborted();
    const options = existing.get(name);
    outcomes.push(
      options === undefined
        ? await create(deployment, name, action)
        : await change(deployment, name, options, action),
    );
  }
  return outcomes;
}

async function create(
  deployment: Deployment,
  name: CollectionName,
  action: ValidationAction | undefined,
): Promise<CollectionOutcome> {
  const model = modelOf(name);
  const options = {
    ...collectionOptions(model),
    ...(action === undefined ? {} : validation(model, action)),
  };
  await needing(
    { to: `create the collection ${name}`, right: 'createCollection', role: 'readWrite' },
    deployment,
    () => deployment.db.createCollection(name, options),
  );
  return { name, state: 'created', changes: [] };
}

async function change(
  deployment: Deployment,
  name: CollectionName,
  options: Document,
  action: ValidationAction | undefined,
): Promise<CollectionOutcome> {
  const capped = options.capped === true;
  const problem = capped
    ? { problem: "is capped, which Ditto's connector does not take; drop it and run setup again" }
    : {};
  const { command, changes } = changesFor(modelOf(name), options, action);
  if (changes.length === 0) return { name, state: 'unchanged', changes, ...problem };
  await needing({ to: `change options of ${name}`, right: 'collMod', role: 'dbAdmin' }, deployment, () =>
    deployment.db.command({ collMod: name, ...command }),
  );
  return { name, state: 'changed', changes, ...problem };
}
