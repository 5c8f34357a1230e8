/** What a statement changes of a document. */
import type { DittoValue } from '../../document.js';

/** Keys from the root of a document. */
export type Path = readonly string[];

/** A change of one field, in the words of DQL. */
export type Change =
  | { readonly set: Path; readonly to: DittoValue }
  | { readonly unset: Path }
  | { readonly increment: Path; readonly by: number }
  | { readonly restart: Path; readonly with: number };

export const pathOf = (change: Change): Path => Object.values(change)[0] as Path;
