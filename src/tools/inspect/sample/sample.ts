/** `zava sample` as a function: some documents of a collection, without a server and without making all of them. */
import { setImmediate } from 'node:timers/promises';
import { deserialize, serialize } from 'bson';
import { type CollectionName, MODELS } from '../../../core/model/index.js';
import type { World } from '../../../core/settings/settings.js';
import { firstDocumentsOf } from './documents.js';
import { type Path, pathOf, valueAt } from './fields.js';
import { conditionOf } from './where.js';

/** Which documents, and what of them. */
export interface SampleRequest {
  /** Conditions, all of which hold; see where.ts. */
  readonly where: readonly string[];
  /** Dotted paths by commas; all fields unless given. */
  readonly fields?: string | undefined;
  readonly limit: number;
}

/** Documents between which Ctrl-C is listened for. */
const PER_TURN = 5000;

/**
 * The first documents that meet the request, as BSON, in the order of a dump.
 * @throws SettingsError where the request does not fit the collection; the signal's reason.
 */
export async function* sample(
  world: World,
  name: CollectionName,
  { where, fields, limit }: SampleRequest,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const model = MODELS[name];
  const conditions = where.map((text) => conditionOf(model, text));
  const paths = fields?.split(',').map((text) => pathOf(model, text.trim(), 'fields'));
  let looked = 0;
  let found = 0;
  for (const bytes of firstDocumentsOf(world, name)) {
    if (++looked % PER_TURN === 0) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    if (conditions.length > 0) {
      const document = deserialize(bytes);
      if (!conditions.every((holds) => holds(document))) continue;
    }
    yield paths === undefined ? bytes : onlyFields(bytes, paths);
    if (++found === limit) return;
  }
}

/** The fields in the order asked for; those below one another stand together. */
function onlyFields(bytes: Uint8Array, paths: readonly Path[]): Uint8Array {
  // As objects of their types, so that 12.0 does not become 12.
  const document = deserialize(bytes, { promoteValues: false });
  const picked: Record<string, unknown> = {};
  for (const path of paths) {
    const value = valueAt(document, path);
    const last = path.keys.at(-1);
    if (value === undefined || last === undefined) continue;
    let place = picked;
    for (const key of path.keys.slice(0, -1)) {
      place[key] ??= {};
      place = place[key] as Record<string, unknown>;
    }
    place[last] = value;
  }
  return serialize(picked);
}
