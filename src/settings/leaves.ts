/** The kinds of value that settings have. Each carries, as its error, the words for what is allowed. */
import { z } from 'zod';

/** A number for which `test` holds; `allowed` completes "... is X; allowed is". */
function number(allowed: string, test: (n: number) => boolean) {
  return z.number({ error: allowed }).refine((n) => Number.isFinite(n) && test(n), { error: allowed });
}

export const count = (max: number) =>
  number(`a whole number from 0 to ${max}`, (n) => Number.isInteger(n) && n >= 0 && n <= max);
export const positiveCount = (max: number) =>
  number(`a whole number from 1 to ${max}`, (n) => Number.isInteger(n) && n >= 1 && n <= max);
export const weight = number('a number from 0', (n) => n >= 0);
export const positive = number('a number above 0', (n) => n > 0);
export const share = number('a number from 0 to 1', (n) => n >= 0 && n <= 1);
export const percent = number('a number from 0 to 99', (n) => n >= 0 && n <= 99);
export const text = z
  .string({ error: 'a text that is not empty' })
  .refine((s) => s.trim() !== '', { error: 'a text that is not empty' });
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

const DATE = 'a date that exists, as YYYY-MM-DD, from 1970-01-01 to 2105-12-31';

/** A calendar date as `YYYY-MM-DD`. The round trip through Date.UTC finds days like 2021-02-30. */
export const date = z.string({ error: DATE }).refine(
  (value) => {
    const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
    if (match === null) return false;
    const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
    const moment = new Date(Date.UTC(year, month - 1, day));
    return year >= 1970 && year <= 2105 && moment.toISOString().startsWith(value);
  },
  { error: DATE },
);
