/** The part of a database that is the same in every version of the driver from 4 on. */

// biome-ignore-start lint/suspicious/noExplicitAny: the drivers' own signatures differ in their types of documents
export interface AnyDb {
  command(command: any, options?: any): Promise<any>;
  listCollections(filter?: any, options?: any): { toArray(): Promise<any[]> };
}
// biome-ignore-end lint/suspicious/noExplicitAny: see above
