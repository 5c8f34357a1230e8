/** One way to check a value against a schema, and to say in one sentence what is wrong with it. */
import { inspect } from 'node:util';
import type { z } from 'zod';
import { SettingsError } from '../../errors.js';
import { type Message, type Reference, say } from '../../message.js';
import { HIDDEN, mayHoldPassword, quoted } from '../../secrets.js';
import { nearest } from '../nearest.js';
import { shortened } from '../options/kinds.js';

/** A value for a message: short, and a map or list by what it holds, as it stands in a file of the caller's. */
function shown(value: unknown): string {
  if (typeof value === 'string') return shortened(quoted(value));
  const words = typeof value === 'number' ? String(value) : jsonOf(value);
  return mayHoldPassword(words) ? HIDDEN : shortened(words);
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'missing';
  } catch {
    // A BigInt, or a list that holds itself.
    return inspect(value);
  }
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    root,
  );
}

/** The keys that an object schema knows at `path`, to name the nearest one to a typing error. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  type Node = {
    def: { type: string; shape?: Record<string, Node>; element?: Node; valueType?: Node; innerType?: Node };
  };
  let node = schema as unknown as Node | undefined;
  for (const key of path) {
    while (node?.def.innerType) node = node.def.innerType;
    node = node?.def.element ?? node?.def.valueType ?? node?.def.shape?.[String(key)];
  }
  while (node?.def.innerType) node = node.def.innerType;
  return Object.keys(node?.def.shape ?? {});
}

/**
 * Checks `value` against `schema`.
 * @param where names the source, such as a file, for the message.
 * @returns the value with its type.
 * @throws SettingsError with one sentence that names the setting, its value and what is allowed.
 */
export function parse<S extends z.ZodType>(
  schema: S,
  value: unknown,
  where: Reference | Message,
): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue === undefined) throw new SettingsError(say`${where} is not valid.`);
  const name = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  const setting = name === '' ? where : say`${name.replace(/^\./, '')} in ${where}`;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const known = knownKeys(schema, issue.path);
    const near = nearest(key, known);
    const all = known.length === 0 ? '' : `; the known keys are ${known.join(', ')}`;
    const hint = near === undefined ? all : `; the nearest known key is '${near}'`;
    throw new SettingsError(say`Unknown key ${quoted(key)} in ${setting}${hint}.`);
  }
  if (issue.code === 'invalid_key') {
    const key = String(issue.path.at(-1));
    const inside = issue.path.slice(0, -1).map(String).join('.');
    throw new SettingsError(
      say`The key ${quoted(key)} in ${inside === '' ? where : say`${inside} in ${where}`} is not a name; allowed is ${issue.issues[0]?.message ?? 'another'}.`,
    );
  }
  const found = valueAt(value, issue.path);
  const allowed =
    issue.code === 'invalid_type' && /^Invalid input/.test(issue.message)
      ? `a ${issue.expected === 'object' ? 'map' : issue.expected}`
      : issue.message;
  throw new SettingsError({ setting, value: found, shown: shown(found), allowed });
}
