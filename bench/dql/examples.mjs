/** The statements of examples/dql/ with their headers, and how their rows are held against MongoDB's. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EJSON } from 'bson';
import { parse } from 'yaml';
import { z } from 'zod';

export const EXAMPLES_FOLDER = resolve(import.meta.dirname, '../../examples/dql');

const names = z.array(z.string()).default([]);
const byName = z.record(z.string(), z.unknown()).default({});

/** What examples/dql/README.md says of each key. */
const Header = z.strictObject({
  what: z.string(),
  profile: z.literal('store-product').optional(),
  after: z.string().optional(),
  apps: names,
  arguments: byName,
  elsewhere: z.record(z.string(), z.string()).default({}),
  indexes: names,
  subscriptions: names,
  mongodb: z.record(z.string(), z.unknown()),
  watch: z.string().optional(),
});

/** All of them, by name; a statement that comes after another one stands behind it. */
export function readExamples(folder = EXAMPLES_FOLDER) {
  const examples = readdirSync(folder)
    .filter((file) => file.endsWith('.dql'))
    .sort()
    .map((file) => exampleOf(file.replace('.dql', ''), readFileSync(join(folder, file), 'utf8')));
  return [...examples.filter(({ after }) => !after), ...examples.filter(({ after }) => after)];
}

function exampleOf(name, text) {
  const [, header, dql] = /^\/\*\n(.*?)\n\*\/\n(.*)$/s.exec(text) ?? [];
  if (header === undefined) throw new Error(`${name}.dql has no header`);
  const isSubscription = name.startsWith('subscribe-');
  const kind = isSubscription ? 'subscription' : dql.startsWith('SELECT') ? 'read' : 'write';
  // The text as it is: DQL takes the header for a comment.
  return { name, kind, dql, text, ...Header.parse(parse(header)) };
}

/**
 * The arguments that a statement is run with.
 * @param query gives the rows of a statement, in a store where the values of the header need not hold.
 */
export async function argumentsOf(example, query) {
  const values = { ...example.arguments };
  for (const [name, statement] of Object.entries(example.elsewhere)) {
    const [row] = await query(statement);
    values[name] = Array.isArray(values[name]) ? [row?.found] : row?.found;
  }
  return values;
}

/**
 * Asks MongoDB what the header asks; a text `:name` in it is the argument of that name.
 * @returns the rows, or of a statement that writes the server's answer.
 */
export async function askMongo(db, { mongodb }, values) {
  const { aggregate, pipeline, ...command } = EJSON.deserialize(filled(mongodb, values));
  return aggregate === undefined
    ? db.command(command)
    : db.collection(aggregate).aggregate(pipeline).toArray();
}

function filled(part, values) {
  if (typeof part === 'string' && part.startsWith(':') && part.slice(1) in values)
    return values[part.slice(1)];
  if (Array.isArray(part)) return part.map((one) => filled(one, values));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, filled(value, values)]));
}

/** The collection that a header is about. */
export const collectionOf = ({ mongodb }) => mongodb.aggregate ?? mongodb.update ?? mongodb.insert;

/**
 * Rows as they can be compared: keys and, unless the statement says an order, rows are sorted.
 * @param rows of Ditto, or of MongoDB as Ditto has them.
 */
export function comparable(rows, { dql }) {
  const texts = rows.map((row) => JSON.stringify(sorted(row)));
  return dql.includes('ORDER BY') ? texts : texts.sort();
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
