/** The kinds of value that settings have. Each carries, as its error, the words for what is allowed. */
import { z } from 'zod';
import * as kinds from '../options/kinds.js';
import { type Kind, whole } from '../options/kinds.js';

/** A number of one of the kinds of the table of options. */
export const numberOf = ({ allowed, test }: Kind<number>) =>
  z.number({ error: allowed }).refine(test, { error: allowed });
/** A text of one of the kinds of the table of options. */
export const textOf = ({ allowed, test }: Kind<string>) =>
  z.string({ error: allowed }).refine(test, { error: allowed });

/** A number for which `test` holds; `allowed` completes "... is X; allowed is". */
const number = (allowed: string, test: (n: number) => boolean) =>
  z.number({ error: allowed }).refine((n) => Number.isFinite(n) && test(n), { error: allowed });

export const count = (max: number) => numberOf(whole(0, max));
export const positiveCount = (max: number) => numberOf(whole(1, max));
export const numberIn = (from: number, to: number) =>
  number(`a number from ${from} to ${to}`, (n) => n >= from && n <= to);
/** Far above any use, and far below where sums of weights lose their meaning. */
const MOST_WEIGHT = 1_000_000;

export const weight = numberIn(0, MOST_WEIGHT);
export const positive = numberOf(kinds.positive);
export const share = numberIn(0, 1);
export const percent = numberIn(0, 99);
/** Half a surrogate pair is no character, and would be stored as another one. */
export const isWellFormed = (s: string): boolean => !/\p{Surrogate}/u.test(s);
export const text = z
  .string({ error: 'a text that is not empty' })
  .refine((s) => s.trim() !== '', { error: 'a text that is not empty' })
  .refine(isWellFormed, { error: 'a text without half characters' });
/** A text that is written into buffers of so many bytes. */
export const shortText = (bytes: number) =>
  text.refine((s) => Buffer.byteLength(s) <= bytes, { error: `a text of at most ${bytes} bytes` });
export const boolean = z.boolean({ error: 'true or false' });

const ID = /^[a-z][a-z0-9_]{0,62}$/;
export const id = z
  .string({ error: 'an id of lower-case letters, digits and _' })
  .regex(ID, { error: 'an id of lower-case letters, digits and _' });

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const uuid = z.string({ error: 'a UUID v4' }).regex(UUID, { error: 'a UUID v4 in lower case' });

/** Weights of a choice: none negative, not all zero. */
export const weights = (max: number) =>
  z
    .array(weight, { error: `a list of 1 to ${max} numbers from 0` })
    .min(1, { error: `a list of 1 to ${max} numbers from 0` })
    .max(max, { error: `a list of 1 to ${max} numbers from 0` })
    .refine((list) => list.some((w) => w > 0), {
      error: 'a list of weights of which at least one is above 0',
    });

/** A calendar date as `YYYY-MM-DD`. */
export const date = textOf(kinds.date);
