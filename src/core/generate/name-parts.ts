/** What both the preparation of names and the threads that write them need to know; free of faker, which is slow to load. */

/** Powers of two, so that a full name is a number of 20 bits and can be scattered without a table. */
export const FIRST_NAME_BITS = 11;
export const LAST_NAME_BITS = 9;

/** 2,048 first and 512 last names, each unique also when written as in an email address. */
export interface Names {
  readonly first: readonly string[];
  readonly last: readonly string[];
}

/** A name as it stands in an email address: lower-case ASCII letters only. */
export function emailPart(name: string): string {
  // Most names are nothing else.
  if (/^[A-Za-z]+$/.test(name)) return name.toLowerCase();
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
}
