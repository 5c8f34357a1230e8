/** An aggregation expression for the fields of a document and their types. */
import type { Document } from 'mongodb';

/** A text without characters, and a 64-bit integer that a double cannot hold, beside BSON's own names of types. */
export const EMPTY = 'empty';
export const INEXACT = 'inexact long';

/** So deep it looks: into the maps of a document, and into the maps of these. */
const DEPTH = 3;

const EXACT = 2 ** 53;

const typeOf = (value: string): Document => {
  const beyond = { $or: [{ $gt: [value, EXACT] }, { $lt: [value, -EXACT] }] };
  const type = { $type: value };
  const inexact = { $cond: [{ $and: [{ $eq: [type, 'long'] }, beyond] }, INEXACT, type] };
  return { $cond: [{ $eq: [value, ''] }, EMPTY, inexact] };
};

/**
 * Pairs of a path and a type, sorted and each once, so that documents of the same shape give the same.
 * @param document an expression, such as `$$ROOT`.
 */
export const pathsAndTypes = (document: string): Document => ({ $setUnion: [pairs(document, '', 1), []] });

function pairs(object: string, prefix: string, depth: number): Document {
  const [field, path] = [`$$field${depth}`, `$$path${depth}`];
  const value = `${field}.v`;
  const elements = {
    $map: { input: value, as: 'element', in: [{ $concat: [path, '[]'] }, typeOf('$$element')] },
  };
  const isMap = { $eq: [{ $type: value }, 'object'] };
  const inMap = depth < DEPTH ? { $cond: [isMap, pairs(value, path, depth + 1), []] } : [];
  const inside = { $cond: [{ $isArray: [value] }, { $setUnion: [elements, []] }, inMap] };
  const name = depth === 1 ? `${field}.k` : { $concat: [prefix, '.', `${field}.k`] };
  const own = {
    $let: {
      vars: { [`path${depth}`]: name },
      in: { $concatArrays: [[[path, typeOf(value)]], inside] },
    },
  };
  const lists = { $map: { input: { $objectToArray: object }, as: `field${depth}`, in: own } };
  return {
    $reduce: { input: lists, initialValue: [], in: { $concatArrays: ['$$value', '$$this'] } },
  };
}
