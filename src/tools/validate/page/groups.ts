/** The groups of checks as the page names them, and what each is about. */
import type { Group } from '../result.js';

export const GROUP_TITLES: Readonly<Record<Group, readonly [title: string, about: string]>> = {
  counts: ['Counts', 'as many documents as there should be'],
  structure: ['Structure', 'the fields of the model, and values of the right types'],
  ids: ['Ids', 'unique, well formed, in step with what they are made of'],
  references: ['References', 'what a document names is there, and nothing is left alone'],
  copies: ['Copies', 'names and keys that are repeated equal their source'],
  money: ['Money', 'every amount follows from the others, to the cent'],
  time: ['Time', 'in the period, in the right order, in opening hours'],
  stock: ['Stock', 'opening + received − sold = in stock, never below zero'],
  behaviour: ['Behaviour', 'growth, seasons, baskets and discounts as the settings have them'],
  embeddings: ['Embeddings', 'one for each product, whole, of unit length'],
  database: ['Database', 'indexes with their options, and queries that use them'],
};
