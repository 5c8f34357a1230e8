/** What seedDatabase needs of a database: the part of `Db` that every version of the driver from 4 on has. */

// biome-ignore-start lint/suspicious/noExplicitAny: the drivers' own signatures differ in their types of documents
interface SeedableCollection {
  insertMany(documents: any[], options?: any): Promise<unknown>;
  findOne(filter: any, options?: any): Promise<unknown>;
  drop(): Promise<unknown>;
}

/** A `Db` of the official driver `mongodb`, 4 or newer. */
export interface SeedableDb {
  readonly databaseName: string;
  collection(name: string): SeedableCollection;
  command(command: any, options?: any): Promise<Record<string, any>>;
  listCollections(filter?: any, options?: any): { toArray(): Promise<{ name: string }[]> };
}
// biome-ignore-end lint/suspicious/noExplicitAny: see above
