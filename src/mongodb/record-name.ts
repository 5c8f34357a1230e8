/** The collection in which the record of a load lies; where nothing is read or written, its name is all that is needed. */
export const LOAD_RECORD = '_zava';
