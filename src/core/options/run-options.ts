/** The options that say where a dataset goes, how it gets there, and what is told of it. */
import { either, text, whole } from './kinds.js';
import type { Option } from './option.js';

export const RUN_OPTIONS = {
  json: {
    flag: '--json',
    help: 'one JSON document on standard output, everything else on standard error',
  },
  quiet: { flag: '--quiet', help: 'nothing but errors and what --json prints' },
  yes: { flag: '--yes', help: 'do not ask before documents are lost' },
  uri: {
    flag: '--uri <string>',
    help: 'the server (default: MONGODB_CONNECTION_STRING, else MONGODB_LOCAL_CONNECTION_STRING)',
    variables: ['MONGODB_CONNECTION_STRING', 'MONGODB_LOCAL_CONNECTION_STRING'],
    called: 'uri',
  },
  local: { flag: '--local', help: 'an embedded server that zava starts itself, its data under .zava/' },
  prune: {
    flag: '--prune',
    help: 'remove the datasets that are kept, but for those in use, and say how much room that gave',
  },
  out: { flag: '--out <folder>', help: 'where the dump goes (default: out)', called: 'folder' },
  format: {
    flag: '--format <kind>',
    // Which ones there are, the table of the formats says; see core/encode/formats/.
    help: 'the form of the files',
    default: 'bson',
  },
  sink: {
    flag: '--sink <kind>',
    help: 'dump, or null to make everything and keep nothing',
    kind: either('dump', 'null'),
    default: 'dump',
  },
  drop: {
    flag: '--drop',
    help: 'replace those of the nine collections that the database holds (asks where they hold documents)',
    called: 'drop',
  },
  full: {
    flag: '--full',
    help: 'compare everything, also where the log of the server tells what was changed',
    called: 'full',
  },
  soft: {
    flag: '--soft',
    help: "delete nothing, for a database that Ditto's connector follows: what is not of the seed says that it is deleted",
    called: 'soft',
  },
  resume: {
    flag: '--resume',
    help: 'go on with a run that was interrupted; begins where there is none',
    called: 'resume',
  },
  keepLedger: {
    flag: '--keep-ledger',
    help: 'leave the collection _zava_load, which says what is done, when all is',
  },
  noRecord: {
    flag: '--no-record',
    help: 'leave the collection _zava out, which says what was loaded: nine collections and no more',
    called: 'record',
  },
  indexes: { flag: '--no-indexes', help: 'leave the secondary indexes out', called: 'indexes' },
  maxRate: {
    flag: '--max-rate <number>',
    help: 'documents a second at most, on average, for a slow follower such as a connector',
    kind: whole(1, 1_000_000_000),
  },
  maxConnections: {
    flag: '--max-connections <number>',
    help: 'connections at most, over all workers; the driver has two more for each to watch a server',
    kind: whole(1, 10_000),
  },
  deadline: {
    flag: '--deadline <seconds>',
    help: 'stop after so long; --resume goes on',
    kind: whole(1, 1_000_000),
  },
  part: {
    flag: '--part <i/n>',
    help: 'only the i-th of n parts of customers and orders, on any machine',
  },
  finish: {
    flag: '--finish',
    help: 'after all parts: the small collections, stock and indexes',
  },
  dump: { flag: '--dump <folder>', help: 'a dump, as zava generate wrote it' },
  record: {
    flag: '--record <folder>',
    help: 'manifest.json and stock.jsonl of a dump (default: those of the dump that is validated, or the record of the load, which lies in the database)',
  },
  html: { flag: '--html <file>', help: 'write the report as one self-contained page with charts' },
  manifest: {
    flag: '--manifest <file>',
    help: 'what is expected: manifest.json of a dump (default: the record of the load, which lies in the database)',
  },
  explain: { flag: '--explain', help: 'also say which fields of the documents named differ' },
  ignoreSyncFields: {
    flag: '--ignore-sync-fields',
    help: 'leave out the field that zava trigger-sync sets',
  },
  where: {
    flag: '--where <condition>',
    help: 'a field, = != < <= > or >=, and a value; several conditions must all hold',
    repeated: true,
  },
  fields: {
    flag: '--fields <list>',
    help: 'only these fields, by commas; dots lead inside, such as location.city',
    kind: text('names of fields, by commas'),
  },
  limit: {
    flag: '--limit <count>',
    help: 'documents at most',
    kind: whole(1, 1_000_000_000),
    default: '3',
  },
} as const satisfies Record<string, Option>;
