/** Which plans a server weighs for a query by the fields of an index. */
import type { Collection, Document } from 'mongodb';
import type { Index } from '../../../core/model/schema.js';
import { serves } from '../checks/storage.js';

/** Rows that a device or an app asks for at once. */
const LIMIT = 20;

/** The value at a dotted path. */
const at = (document: Document | null, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Document | null | undefined)?.[key], document);

/** A query that is meant for an index, with values that are there: newest first where the index ends so. */
function queryOf(index: Index, sample: Document | null): { filter: Document; sort: Document } {
  const fields = Object.entries(index.key);
  const words = fields.find(([, direction]) => direction === 'text');
  if (words !== undefined) {
    return { filter: { $text: { $search: String(at(sample, words[0]) ?? 'hammer') } }, sort: {} };
  }
  const sorted = fields.filter(([, direction]) => direction === -1);
  const equal = fields.filter(([, direction]) => direction === 1);
  return {
    filter: Object.fromEntries(equal.map(([field]) => [field, at(sample, field) ?? null])),
    sort: Object.fromEntries(sorted),
  };
}

/** All stages of a plan, outermost first; both engines of the server name them alike. */
function* stagesOf(plan: Document | undefined): Generator<Document> {
  if (plan === undefined || plan === null) return;
  yield plan;
  yield* stagesOf(plan.queryPlan);
  yield* stagesOf(plan.inputStage);
  for (const inner of plan.inputStages ?? []) yield* stagesOf(inner);
  for (const shard of plan.shards ?? []) yield* plansOf(shard);
}

/** Of the winning plan and of the rejected ones: between two indexes that serve alike the server may choose either. */
function* plansOf({ winningPlan, rejectedPlans }: Document): Generator<Document> {
  yield* stagesOf(winningPlan);
  for (const plan of rejectedPlans ?? []) yield* stagesOf(plan);
}

/** True where a plan of the query reads this index, or one that begins with its fields. */
export async function isUsed(
  collection: Collection,
  index: Index,
  sample: Document | null,
): Promise<boolean> {
  const { filter, sort } = queryOf(index, sample);
  const { queryPlanner } = await collection.find(filter).sort(sort).limit(LIMIT).explain('queryPlanner');
  for (const stage of plansOf(queryPlanner)) {
    if (stage.stage === 'TEXT' || stage.stage === 'TEXT_MATCH') return stage.indexName === index.name;
    // Servers from 8.0 fetch a single document by a unique index in a stage of its own.
    if (stage.keyPattern !== undefined && serves(stage.keyPattern, index)) return true;
  }
  return false;
}
