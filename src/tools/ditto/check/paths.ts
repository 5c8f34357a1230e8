/** An aggregation expression for the fields of a document and their types. */
import type { Document } from 'mongodb';

/** A text without characters, and a 64-bit integer that a double cannot hold, beside BSON's own names of types. */
export const EMPTY = 'empty';
export const INEXACT = 'inexact long';

/** NaN and the infinities, and a key with a dot or a dollar sign. */
export const NOT_FINITE = 'not finite';
export const ODD_KEY = 'odd key';

/** So deep it looks: into the maps and arrays of a document, and into those in these. */
const DEPTH = 4;

const EXACT = 2 ** 53;

const typeOf = (value: string): Document => {
  const beyond = { $or: [{ $gt: [value, EXACT] }, { $lt: [value, -EXACT] }] };
  const infinite = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const type = { $type: value };
  const inexact = { $and: [{ $eq: [type, 'long'] }, beyond] };
  const notFinite = { $and: [{ $eq: [type, 'double'] }, { $in: [value, infinite] }] };
  const other = { $cond: [inexact, INEXACT, { $cond: [notFinite, NOT_FINITE, type] }] };
  return { $cond: [{ $eq: [value, ''] }, EMPTY, other] };
};

/**
 * Pairs of a path and a type, sorted and each once, so that documents of the same shape give the same.
 * @param document an expression, such as `$$ROOT`.
 */
export const pathsAndTypes = (document: string): Document => ({ $setUnion: [ofMap(document, '', 1), []] });

function ofMap(map: string, prefix: string, depth: number): Document {
  const [field, path] = [`$$field${depth}`, `$$path${depth}`];
  const odd = { $regexMatch: { input: `${field}.k`, regex: '[.$]' } };
  const own = {
    $let: {
      vars: { [`path${depth}`]: depth === 1 ? `${field}.k` : { $concat: [prefix, '.', `${field}.k`] } },
      in: {
        $concatArrays: [
          { $cond: [odd, [[path, ODD_KEY]], []] },
          [[path, typeOf(`${field}.v`)]],
          inside(`${field}.v`, path, depth),
        ],
      },
    },
  };
  return joined({ $map: { input: { $objectToArray: map }, as: `field${depth}`, in: own } });
}

function ofArray(array: string, prefix: string, depth: number): Document {
  const [element, path] = [`$$element${depth}`, `$$path${depth}`];
  const own = { $concatArrays: [[[path, typeOf(element)]], inside(element, path, depth)] };
  return {
    $let: {
      vars: { [`path${depth}`]: { $concat: [prefix, '[]'] } },
      in: joined({ $map: { input: array, as: `element${depth}`, in: own } }),
    },
  };
}

/** What a value holds, if it holds anything. */
function inside(value: string, path: string, depth: number): Document | [] {
  if (depth === DEPTH) return [];
  const isMap = { $eq: [{ $type: value }, 'object'] };
  const map = { $cond: [isMap, ofMap(value, path, depth + 1), []] };
  return { $cond: [{ $isArray: [value] }, ofArray(value, path, depth + 1), map] };
}

/** One list of many, each pair once. */
const joined = (lists: Document): Document => ({
  $reduce: { input: lists, initialValue: [], in: { $setUnion: ['$$value', '$$this'] } },
});
