/** Limits that more than one option, or an option and a setting, keep to. */

/** More threads than any machine has use for. */
export const MAX_WORKERS = 256;

/** Documents of one insert: maxWriteBatchSize of a server. */
export const MAX_BATCH_DOCUMENTS = 100_000;

/** Bytes of its documents: maxMessageSizeBytes of a server is 48,000,000, and the command itself needs some. */
export const MAX_BATCH_BYTES = 47_000_000;
