/** The help texts, word by word: a change here is a change of what people read. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { makeProgram } from '../../src/commands/program.js';
import { Output } from '../../src/ui/terminal/output.js';
import { REPOSITORY, succeed, zava } from '../fixtures/cli.js';

const output = new Output();
const printed = vi.spyOn(output, 'result').mockImplementation(() => {});

/** What a process prints, without the process: some tests below hold one against it. */
async function help(...command: string[]): Promise<string> {
  printed.mockClear();
  const argv = [...command, '--help'];
  const program = await makeProgram({
    ...{ env: {}, cwd: REPOSITORY, argv, output },
    signal: new AbortController().signal,
  });
  await expect(program.parseAsync(argv, { from: 'user' })).rejects.toMatchObject({ exitCode: 0 });
  return printed.mock.calls.join('');
}

describe('--help', () => {
  it('of zava', async () => {
    expect(await help()).toMatchInlineSnapshot(`
      "Usage: zava [options] [command]

      Writes the Zava DIY Retail dataset from a seed, and loads it into MongoDB.

      Options:
        -h, --help       display help for command

      Commands:
        generate         write the dataset as a dump; needs no server
        load             generate the dataset straight into MongoDB
        restore          load a dump of zava generate into MongoDB, after a check of
                         every file
        reset            bring a loaded database back to exactly its seed, by
                         difference
        plan             say what a run would make, without making it
        sample           look at some documents, without a server
        validate         prove a database or a dump, and write a report
        verify           say whether a database is exactly what a seed makes
        bench            measure generation, or how fast a server inserts
        check            look at settings, network, server and user, and name the cure
        encode-password  URL-encode a password for a connection string
        setup            make collections and users; setup atlas: a cluster in Atlas
        indexes          create, list or drop the secondary indexes
        change-streams   enable the images that Ditto demands, or prove that changes
                         are seen
        clear            delete all documents, keeping indexes and options
        trigger-sync     touch every document, so that Ditto picks it up
        ditto            configure, check, simulate and fill Ditto, the offline-first
                         sync platform
        up               run the embedded server in the foreground, also with a
                         dataset in it at once
        help [command]   display help for command

      Try: npx zava load --local; npx zava --version says which zava this is
      "
    `);
  });

  it('of zava, as people call it', async () => {
    expect((await succeed(['--help'], { npx: true })).stdout).toBe(await help());
  });

  it('of generate', async () => {
    expect(await help('generate')).toMatchInlineSnapshot(`
      "Usage: zava generate [options]

      write the dataset as a dump; needs no server

      Options:
        --preset <name>       full (50,000 customers, 200,000 orders), demo (25,000,
                              100,000) or tiny (200, 1,000)
        --scale <factor>      multiplies the preset's customers and orders
        --seed <number>       the same seed and settings give the same data
        --customers <count>   number of customers, instead of the preset
        --orders <count>      number of orders, instead of the preset
        --start <date>        first day, YYYY-MM-DD
        --end <date>          last day, YYYY-MM-DD
        --workers <count>     worker threads (default: one for each core, half as many
                              beside a server on this machine)
        --config <file>       a YAML file with the settings that differ from
                              config/generation_config.yaml
        --database <name>     name of the database (default: zava)
        --json                one JSON document on standard output, everything else on
                              standard error
        --quiet               nothing but errors and what --json prints
        --fit <size>          the largest scale whose data and indexes fit into so
                              much: 300MB, 2GiB, or m0 (the free tier of Atlas)
        --store <name>        only what these stores' devices hold: seattle, or
                              several by commas
        --customers-of <ids>  only these customers, by customer_id, with their orders
                              and stores
        --since <date>        only orders from that day on, with those who placed them
        --sample <share>      only a share of the orders, such as 0.05 or 5%, with
                              those who placed them
        --out <folder>        where the dump goes (default: out)
        --resume              go on with a dump that was interrupted; begins where
                              there is none
        --part <i/n>          only the i-th of n parts of customers and orders, on any
                              machine
        --finish              after all parts: join them, and make the small
                              collections, stock and manifest
        --format <kind>       bson (a dump), ndjson (a document a line, for
                              mongoimport, jq, DuckDB) or json (for fixture files)
                              (default: "bson")
        --sink <kind>         dump, or null to make everything and keep nothing
                              (default: "dump")
        -h, --help            display help for command

      Examples:
        npx zava generate --preset tiny --out fixtures     a small dump, the same for every machine
        npx zava generate --scale 10 --seed 7              two million orders into out/
        npx zava generate --scale 10 --seed 7 --resume     go on where that was interrupted
        npx zava generate --preset tiny --format json --out fixtures
        npx zava generate --store seattle --since 2026-01-01  the same documents as in the whole, and only those
        npx zava generate --part 1/4 --out shared          then 2/4, 3/4 and 4/4, and after them --finish
        npx zava restore --dump out --local                load a dump, after a check of every file
        mongorestore out                                   the same with MongoDB's own tool, without the check
      "
    `);
  });

  it('of load: the flags of generate but for its folder, and those of the server', async () => {
    expect(await help('load')).toMatchInlineSnapshot(`
      "Usage: zava load [options]

      generate the dataset straight into MongoDB

      Options:
        --preset <name>             full (50,000 customers, 200,000 orders), demo
                                    (25,000, 100,000) or tiny (200, 1,000)
        --scale <factor>            multiplies the preset's customers and orders
        --seed <number>             the same seed and settings give the same data
        --customers <count>         number of customers, instead of the preset
        --orders <count>            number of orders, instead of the preset
        --start <date>              first day, YYYY-MM-DD
        --end <date>                last day, YYYY-MM-DD
        --workers <count>           worker threads (default: one for each core, half
                                    as many beside a server on this machine)
        --config <file>             a YAML file with the settings that differ from
                                    config/generation_config.yaml
        --database <name>           name of the database (default: zava)
        --json                      one JSON document on standard output, everything
                                    else on standard error
        --quiet                     nothing but errors and what --json prints
        --fit <size>                the largest scale whose data and indexes fit into
                                    so much: 300MB, 2GiB, or m0 (the free tier of
                                    Atlas)
        --store <name>              only what these stores' devices hold: seattle, or
                                    several by commas
        --customers-of <ids>        only these customers, by customer_id, with their
                                    orders and stores
        --since <date>              only orders from that day on, with those who
                                    placed them
        --sample <share>            only a share of the orders, such as 0.05 or 5%,
                                    with those who placed them
        --uri <string>              the server (default: MONGODB_CONNECTION_STRING,
                                    else MONGODB_LOCAL_CONNECTION_STRING)
        --local                     an embedded server that zava starts itself, its
                                    data under .zava/
        --drop                      replace those of the nine collections that the
                                    database holds (asks where they hold documents)
        --resume                    go on with a load that was interrupted; begins
                                    where there is none
        --keep-ledger               leave the collection _zava_load, which says what
                                    is done, when all is
        --no-record                 leave the collection _zava out, which says what
                                    was loaded: nine collections and no more
        --no-indexes                leave the secondary indexes out
        --max-rate <number>         documents a second at most, on average, for a slow
                                    follower such as a connector
        --max-connections <number>  connections at most, over all workers; the driver
                                    has two more for each to watch a server
        --deadline <seconds>        stop after so long; --resume goes on
        --part <i/n>                only the i-th of n parts of customers and orders,
                                    on any machine
        --finish                    after all parts: the small collections, stock and
                                    indexes
        --yes                       do not ask before documents are lost
        -h, --help                  display help for command

      Examples:
        npx zava load --local                              the full dataset into an embedded server
        npx zava load --uri mongodb://localhost:27017 --preset demo --drop
        npx zava load --local --scale 10 --no-indexes --drop
        npx zava load --uri mongodb+srv://... --fit m0     as much as the free tier of Atlas takes
        npx zava load --local --store seattle --drop       what the device of one store holds
        npx zava load --uri mongodb://localhost:27017 --resume
        npx zava load --uri ... --part 1/4                 then 2/4, 3/4 and 4/4, and after them --finish
      "
    `);
  });

  it('of restore', async () => {
    expect(await help('restore')).toMatchInlineSnapshot(`
      "Usage: zava restore [options]

      load a dump of zava generate into MongoDB, after a check of every file

      Options:
        --uri <string>     the server (default: MONGODB_CONNECTION_STRING, else
                           MONGODB_LOCAL_CONNECTION_STRING)
        --local            an embedded server that zava starts itself, its data under
                           .zava/
        --json             one JSON document on standard output, everything else on
                           standard error
        --quiet            nothing but errors and what --json prints
        --dump <folder>    the dump, as zava generate wrote it (default: out)
        --database <name>  name of the database to restore into (default: zava)
        --config <file>    a YAML file with settings of the load, and which may name
                           the database
        --drop             replace those of the nine collections that the database
                           holds (asks where they hold documents)
        --resume           go on with a restore that was interrupted; begins where
                           there is none
        --no-record        leave the collection _zava out, which says what was loaded:
                           nine collections and no more
        --no-indexes       leave the secondary indexes out
        --yes              do not ask before documents are lost
        -h, --help         display help for command

      Examples:
        npx zava restore --dump out --local
        npx zava restore --dump out --uri mongodb://localhost:27017 --database copy --drop

      Every file is held against manifest.json first: one that is missing or has another SHA-256 is named, and nothing is
      written.
      "
    `);
  });

  it('of sample', async () => {
    expect(await help('sample')).toMatchInlineSnapshot(`
      "Usage: zava sample [options] <collection>

      look at some documents, without a server

      Arguments:
        collection           one of the nine, such as orders or order-items

      Options:
        --preset <name>      full (50,000 customers, 200,000 orders), demo (25,000,
                             100,000) or tiny (200, 1,000)
        --scale <factor>     multiplies the preset's customers and orders
        --seed <number>      the same seed and settings give the same data
        --customers <count>  number of customers, instead of the preset
        --orders <count>     number of orders, instead of the preset
        --start <date>       first day, YYYY-MM-DD
        --end <date>         last day, YYYY-MM-DD
        --workers <count>    worker threads (default: one for each core, half as many
                             beside a server on this machine)
        --config <file>      a YAML file with the settings that differ from
                             config/generation_config.yaml
        --database <name>    name of the database (default: zava)
        --json               one JSON document on standard output, everything else on
                             standard error
        --quiet              nothing but errors and what --json prints
        --where <condition>  a field, = != < <= > or >=, and a value; several
                             conditions must all hold
        --fields <list>      only these fields, by commas; dots lead inside, such as
                             location.city
        --limit <count>      documents at most (default: "3")
        -h, --help           display help for command

      Examples:
        npx zava sample orders --where store_id=store_seattle --limit 3
        npx zava sample order-items --where "discount_percent>0" --fields order_id,product_name,line_total
        npx zava sample products --where "specifications.voltage=20V" --json

      Documents are shown as Extended JSON, in the order of a dump; no more are made than it takes to find them. The levels of
      the inventory follow from all orders, which are drawn for it. Nothing is written.
      "
    `);
  });

  it('of plan', async () => {
    expect(await help('plan')).toMatchInlineSnapshot(`
      "Usage: zava plan [options]

      say what a run would make, without making it

      Options:
        --preset <name>      full (50,000 customers, 200,000 orders), demo (25,000,
                             100,000) or tiny (200, 1,000)
        --scale <factor>     multiplies the preset's customers and orders
        --seed <number>      the same seed and settings give the same data
        --customers <count>  number of customers, instead of the preset
        --orders <count>     number of orders, instead of the preset
        --start <date>       first day, YYYY-MM-DD
        --end <date>         last day, YYYY-MM-DD
        --workers <count>    worker threads (default: one for each core, half as many
                             beside a server on this machine)
        --config <file>      a YAML file with the settings that differ from
                             config/generation_config.yaml
        --database <name>    name of the database (default: zava)
        --json               one JSON document on standard output, everything else on
                             standard error
        --quiet              nothing but errors and what --json prints
        --fit <size>         the largest scale whose data and indexes fit into so
                             much: 300MB, 2GiB, or m0 (the free tier of Atlas)
        -h, --help           display help for command

      Orders are counted exactly, lines up to two million orders; what begins with ~ is an estimate.
      Nothing is written.
      "
    `);
  });

  it('of up', async () => {
    expect(await help('up')).toMatchInlineSnapshot(`
      "Usage: zava up [options]

      run the embedded server in the foreground, also with a dataset in it at once

      Options:
        --preset <name>       full (50,000 customers, 200,000 orders), demo (25,000,
                              100,000) or tiny (200, 1,000)
        --scale <factor>      multiplies the preset's customers and orders
        --seed <number>       the same seed and settings give the same data
        --customers <count>   number of customers, instead of the preset
        --orders <count>      number of orders, instead of the preset
        --start <date>        first day, YYYY-MM-DD
        --end <date>          last day, YYYY-MM-DD
        --workers <count>     worker threads (default: one for each core, half as many
                              beside a server on this machine)
        --config <file>       a YAML file with the settings that differ from
                              config/generation_config.yaml
        --database <name>     name of the database (default: zava)
        --fit <size>          the largest scale whose data and indexes fit into so
                              much: 300MB, 2GiB, or m0 (the free tier of Atlas)
        --store <name>        only what these stores' devices hold: seattle, or
                              several by commas
        --customers-of <ids>  only these customers, by customer_id, with their orders
                              and stores
        --since <date>        only orders from that day on, with those who placed them
        --sample <share>      only a share of the orders, such as 0.05 or 5%, with
                              those who placed them
        --prune               remove the datasets that are kept, but for those in use,
                              and say how much room that gave
        --json                one JSON document on standard output, everything else on
                              standard error
        --quiet               nothing but errors and what --json prints
        -h, --help            display help for command

      Without a dataset it runs on what load --local keeps under .zava/, until Ctrl-C, and other commands with --local use
      it while it runs.

      Any option that says a dataset (all but --workers, --database, --prune and those of output) starts a server that holds
      it from the first moment. The first time it is loaded, and its data files are kept under .zava/seeded/; after that they
      are copied, in a fraction of the time. Each run has a fresh copy of its own: what is changed in it is gone when it
      stops. Other commands reach it by --uri; what load --local keeps is not touched.

      Examples:
        npx zava up                                   what load --local has loaded
        npx zava up --preset full --seed 42           exactly this, every time
        npx zava up --store seattle                   what the device of one store holds
        npx zava up --prune                           give back the room that kept datasets take
      "
    `);
  });

  it('of indexes', async () => {
    expect(await help('indexes')).toMatchInlineSnapshot(`
      "Usage: zava indexes [options] [command]

      create, list or drop the secondary indexes

      Options:
        -h, --help      display help for command

      Commands:
        create          build the indexes that are missing
        list            compare the indexes with the wanted ones, with sizes and use
        drop            drop the secondary indexes; asks for a phrase
        help [command]  display help for command
      "
    `);
  });

  it('of indexes create', async () => {
    expect(await help('indexes', 'create')).toMatchInlineSnapshot(`
      "Usage: zava indexes create [options]

      build the indexes that are missing

      Options:
        --uri <string>     the server (default: MONGODB_CONNECTION_STRING, else
                           MONGODB_LOCAL_CONNECTION_STRING)
        --local            an embedded server that zava starts itself, its data under
                           .zava/
        --database <name>  name of the database (default: zava)
        --config <file>    a YAML file with settings, which may name the database
        --json             one JSON document on standard output, everything else on
                           standard error
        --quiet            nothing but errors and what --json prints
        -h, --help         display help for command

      Builds those of the 40 secondary indexes that are not there; run it as often as you like. What stands in the way of
      one is said, with the cure, and keeps no other from being built; the exit code is then 1. Collections that are not
      there are made, empty, with the options that Ditto needs. The two vector indexes of product_embeddings are built
      where the server has search (Atlas, or MongoDB 8.2 with mongot).
      "
    `);
  });

  it('of a part of a command is the same by help', async () => {
    expect((await succeed(['help', 'indexes', 'list'])).stdout).toBe(
      (await succeed(['indexes', 'list', '--help'])).stdout,
    );
  });

  it('has beside it the version', async () => {
    const { version } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
    expect((await succeed(['--version'])).stdout).toBe(`${version}\n`);
  });

  it('of ditto seed', async () => {
    expect(await help('ditto', 'seed')).toMatchInlineSnapshot(`
      "Usage: zava ditto seed [options]

      fill a local Ditto store with the dataset or a slice of it

      Options:
        --dir <folder>         the folder of the Ditto store
        --inventory <profile>  store-product or uuid: what the id of an inventory row
                               is in Ditto (default: "store-product")
        --preset <name>        full (50,000 customers, 200,000 orders), demo (25,000,
                               100,000) or tiny (200, 1,000)
        --scale <factor>       multiplies the preset's customers and orders
        --seed <number>        the same seed and settings give the same data
        --customers <count>    number of customers, instead of the preset
        --orders <count>       number of orders, instead of the preset
        --start <date>         first day, YYYY-MM-DD
        --end <date>           last day, YYYY-MM-DD
        --config <file>        a YAML file with the settings that differ from
                               config/generation_config.yaml
        --store <name>         only what these stores' devices hold: seattle, or
                               several by commas
        --customers-of <ids>   only these customers, by customer_id, with their orders
                               and stores
        --since <date>         only orders from that day on, with those who placed
                               them
        --sample <share>       only a share of the orders, such as 0.05 or 5%, with
                               those who placed them
        --no-indexes           build no indexes; without them examples/dql/ reads
                               large collections whole
        --json                 one JSON document on standard output, everything else
                               on standard error
        --quiet                nothing but errors and what --json prints
        -h, --help             display help for command

      Examples:
        npm install @dittolive/ditto@5
        npx zava ditto seed --dir store --preset tiny
        npx zava ditto seed --dir store --store seattle    what the device of one store holds
        npx zava ditto seed --dir store --store seattle --inventory uuid

      Fills a Ditto store in a folder with the eight synced collections, under the ids that the connector would give them, and
      builds the indexes that examples/dql/ needs. The counts at the end are the store's own. A second run gives all documents
      their values again, and a further --store of the same dataset its documents; fields that were added stay. Another seed, other
      settings or another --inventory want a folder of their own. Needs no licence and no network. Ditto's SDK is yours: it is
      looked for in the folder of the call, then beside zava.
      "
    `);
  });

  it('of indexes list', async () => {
    expect(await help('indexes', 'list')).toMatchInlineSnapshot(`
      "Usage: zava indexes list [options]

      compare the indexes with the wanted ones, with sizes and use

      Options:
        --uri <string>     the server (default: MONGODB_CONNECTION_STRING, else
                           MONGODB_LOCAL_CONNECTION_STRING)
        --local            an embedded server that zava starts itself, its data under
                           .zava/
        --database <name>  name of the database (default: zava)
        --config <file>    a YAML file with settings, which may name the database
        --json             one JSON document on standard output, everything else on
                           standard error
        --quiet            nothing but errors and what --json prints
        -h, --help         display help for command

      Compares the indexes of the nine collections with the 49 that the dataset wants (40 and the nine on _id), and the two
      vector indexes where the server has search. "uses" counts operations since the server began to count; the role
      clusterMonitor or dbAdmin may see it. The exit code is 1 where an index is missing or differs; an extra one is told.
      "
    `);
  });

  it('of indexes drop', async () => {
    expect(await help('indexes', 'drop')).toMatchInlineSnapshot(`
      "Usage: zava indexes drop [options]

      drop the secondary indexes; asks for a phrase

      Options:
        --uri <string>     the server (default: MONGODB_CONNECTION_STRING, else
                           MONGODB_LOCAL_CONNECTION_STRING)
        --local            an embedded server that zava starts itself, its data under
                           .zava/
        --database <name>  name of the database (default: zava)
        --config <file>    a YAML file with settings, which may name the database
        --json             one JSON document on standard output, everything else on
                           standard error
        --quiet            nothing but errors and what --json prints
        --yes              do not ask for the phrase DROP INDEXES
        -h, --help         display help for command

      Drops all secondary indexes of the nine collections, those that somebody else made there too; never the ones on _id,
      and no vector indexes. Documents stay. npx zava indexes create builds the dataset's own again.
      "
    `);
  });

  it('of change-streams', async () => {
    expect(await help('change-streams')).toMatchInlineSnapshot(`
      "Usage: zava change-streams [options] [command]

      enable the images that Ditto demands, or prove that changes are seen

      Options:
        -h, --help      display help for command

      Commands:
        enable          keep the images before and after a change, as Ditto demands
        verify          prove with a marker document that changes are seen
        help [command]  display help for command
      "
    `);
  });

  it('of change-streams enable', async () => {
    expect(await help('change-streams', 'enable')).toMatchInlineSnapshot(`
      "Usage: zava change-streams enable [options]

      keep the images before and after a change, as Ditto demands

      Options:
        --uri <string>     the server (default: MONGODB_CONNECTION_STRING, else
                           MONGODB_LOCAL_CONNECTION_STRING)
        --local            an embedded server that zava starts itself, its data under
                           .zava/
        --database <name>  name of the database (default: zava)
        --config <file>    a YAML file with settings, which may name the database
        --json             one JSON document on standard output, everything else on
                           standard error
        --quiet            nothing but errors and what --json prints
        -h, --help         display help for command

      Turns changeStreamPreAndPostImages on for the eight collections that Ditto follows (not for product_embeddings), by
      collMod, for which the user needs the role dbAdmin on the database; run it as often as you like. The server keeps the
      images of each later change for as long as it keeps its log. The exit code is 1 where a collection is not there.
      "
    `);
  });

  it('of reset', async () => {
    expect(await help('reset')).toMatchInlineSnapshot(`
      "Usage: zava reset [options]

      bring a loaded database back to exactly its seed, by difference

      Options:
        --preset <name>      full (50,000 customers, 200,000 orders), demo (25,000,
                             100,000) or tiny (200, 1,000)
        --scale <factor>     multiplies the preset's customers and orders
        --seed <number>      the same seed and settings give the same data
        --customers <count>  number of customers, instead of the preset
        --orders <count>     number of orders, instead of the preset
        --start <date>       first day, YYYY-MM-DD
        --end <date>         last day, YYYY-MM-DD
        --workers <count>    worker threads (default: one for each core, half as many
                             beside a server on this machine)
        --config <file>      a YAML file with the settings that differ from
                             config/generation_config.yaml
        --database <name>    name of the database (default: zava)
        --json               one JSON document on standard output, everything else on
                             standard error
        --quiet              nothing but errors and what --json prints
        --uri <string>       the server (default: MONGODB_CONNECTION_STRING, else
                             MONGODB_LOCAL_CONNECTION_STRING)
        --local              an embedded server that zava starts itself, its data
                             under .zava/
        --dry-run            say what would be changed, and change nothing
        --full               compare everything, also where the log of the server
                             tells what was changed
        --soft               delete nothing, for a database that Ditto's connector
                             follows: what is not of the seed says that it is deleted
        --max-rate <number>  documents a second at most, on average, for a slow
                             follower such as a connector
        --yes                do not ask before documents are lost
        -h, --help           display help for command

      Examples:
        npx zava reset --uri mongodb://localhost:27017 --yes
        npx zava reset --local --dry-run                   what has been changed since the load?
        npx zava reset --uri ... --soft --max-rate 500     beside Ditto's connector: nothing is deleted

      What the database should hold its own record of the load says, so no settings are needed; settings that are given
      are held against it. What has been changed since the load is read from the server's log, and only that is looked at;
      where the log does not reach back so far, all documents are compared. Documents that are right are not written to.
      "
    `);
  });

  it('of change-streams verify', async () => {
    expect(await help('change-streams', 'verify')).toMatchInlineSnapshot(`
      "Usage: zava change-streams verify [options]

      prove with a marker document that changes are seen

      Options:
        --uri <string>     the server (default: MONGODB_CONNECTION_STRING, else
                           MONGODB_LOCAL_CONNECTION_STRING)
        --local            an embedded server that zava starts itself, its data under
                           .zava/
        --database <name>  name of the database (default: zava)
        --config <file>    a YAML file with settings, which may name the database
        --json             one JSON document on standard output, everything else on
                           standard error
        --quiet            nothing but errors and what --json prints
        -h, --help         display help for command

      Looks at the options of the eight synced collections, opens a change stream on categories, inserts, updates and
      deletes one marker document there (_id zava-change-stream-check-..., marked as deleted), and waits for each event with
      its images. The marker is removed whatever happens. A Ditto connector that is running syncs it for a moment, and its
      delete stays on devices as a tombstone. The exit code is 1 where something is missing.
      "
    `);
  });

  it('of clear', async () => {
    expect(await help('clear')).toMatchInlineSnapshot(`
      "Usage: zava clear [options]

      delete all documents, keeping indexes and options

      Options:
        --uri <string>        the server (default: MONGODB_CONNECTION_STRING, else
                              MONGODB_LOCAL_CONNECTION_STRING)
        --local               an embedded server that zava starts itself, its data
                              under .zava/
        --database <name>     name of the database (default: zava)
        --config <file>       a YAML file with settings, which may name the database
        --json                one JSON document on standard output, everything else on
                              standard error
        --quiet               nothing but errors and what --json prints
        --collections <list>  only these of the nine, separated by commas
        --keep-collections    always delete the documents one after the other
        --recreate            always put an empty copy in the place of a collection,
                              also where streams may be open
        --yes                 do not ask for the phrase DELETE ALL DATA
        -h, --help            display help for command

      Indexes, validators, change stream images and all other options stay, which is checked afterwards; collections of
      other names are left alone. Documents are deleted one after the other, which change streams see. Where that would take
      long and no change stream can be open (an only server that says so), an empty copy with the same options and indexes
      takes the collection's place instead, at one blow: --keep-collections forbids that, --recreate demands it wherever
      nothing is lost by it, such as a search index.

      With a Ditto connector running, a delete is final: it beats what devices do to the document, and a document of the
      same id that comes later. A replaced collection ends the connector's change stream, also one that is stopped for now.
      "
    `);
  });

  it('of trigger-sync', async () => {
    expect(await help('trigger-sync')).toMatchInlineSnapshot(`
      "Usage: zava trigger-sync [options]

      touch every document, so that Ditto picks it up

      Options:
        --uri <string>        the server (default: MONGODB_CONNECTION_STRING, else
                              MONGODB_LOCAL_CONNECTION_STRING)
        --local               an embedded server that zava starts itself, its data
                              under .zava/
        --database <name>     name of the database (default: zava)
        --config <file>       a YAML file with settings, which may name the database
        --json                one JSON document on standard output, everything else on
                              standard error
        --quiet               nothing but errors and what --json prints
        --collections <list>  only these of the eight synced ones, separated by commas
        --rate <number>       documents a second, at most (default: "2000")
        --resume              go on with an interrupted run: only documents that lack
                              its mark
        --undo                remove the field instead
        -h, --help            display help for command

      Sets _ditto_sync_triggered on every document, in the order of _id, to the time at which the run began: a change
      that Ditto's connector sees, for collections whose documents stood there before it was set up. --resume takes the
      newest such time that it finds for its own. --undo is a change of each document, too. After a load of new documents
      nothing of this is needed.
      "
    `);
  });

  it('of ditto check', async () => {
    expect(await help('ditto', 'check')).toMatchInlineSnapshot(`
      "Usage: zava ditto check [options]

      say what of a database the connector lacks, and what would break it silently

      Options:
        --uri <string>         the server (default: MONGODB_CONNECTION_STRING, else
                               MONGODB_LOCAL_CONNECTION_STRING)
        --local                an embedded server that zava starts itself, its data
                               under .zava/
        --database <name>      name of the database (default: zava)
        --config <file>        a YAML file with settings, which may name the database
        --json                 one JSON document on standard output, everything else
                               on standard error
        --quiet                nothing but errors and what --json prints
        --inventory <profile>  store-product or uuid: what the id of an inventory row
                               is in Ditto (default: "store-product")
        -h, --help             display help for command

      Looks at the server (version, replica set, rights), the eight synced collections (kind, images, validators, unique indexes),
      every document in them (ids, types, sizes), the changes since the load, and what a connector has parked. Nothing is
      written. Exit code 1 where something fails; a warning is none, and unknown is what could not be told.

      Examples:
        npx zava ditto check --uri "mongodb+srv://..."
        npx zava ditto check --local --inventory uuid --json
      "
    `);
  });

  it('of check', async () => {
    expect(await help('check')).toMatchInlineSnapshot(`
      "Usage: zava check [options]

      look at settings, network, server and user, and name the cure

      Options:
        --preset <name>      full (50,000 customers, 200,000 orders), demo (25,000,
                             100,000) or tiny (200, 1,000)
        --scale <factor>     multiplies the preset's customers and orders
        --seed <number>      the same seed and settings give the same data
        --customers <count>  number of customers, instead of the preset
        --orders <count>     number of orders, instead of the preset
        --start <date>       first day, YYYY-MM-DD
        --end <date>         last day, YYYY-MM-DD
        --workers <count>    worker threads (default: one for each core, half as many
                             beside a server on this machine)
        --config <file>      a YAML file with the settings that differ from
                             config/generation_config.yaml
        --database <name>    name of the database (default: zava)
        --json               one JSON document on standard output, everything else on
                             standard error
        --quiet              nothing but errors and what --json prints
        --uri <string>       the server (default: MONGODB_CONNECTION_STRING, else
                             MONGODB_LOCAL_CONNECTION_STRING)
        --local              an embedded server that zava starts itself, its data
                             under .zava/
        -h, --help           display help for command

      Looks at the server (names, ports and TLS, login, version, replica set, rights, round trip, clock, room for the data),
      then at the settings, .env and the variables. Nothing is written. Exit code 1 where something fails; a warning is none.

      Examples:
        npx zava check                                     the server that .env names
        npx zava check --uri "mongodb+srv://..." --json
      "
    `);
  });

  it('of encode-password', async () => {
    expect(await help('encode-password')).toMatchInlineSnapshot(`
      "Usage: zava encode-password [options]

      URL-encode a password for a connection string

      Options:
        --stdin         read the password from standard input, its first line, and do
                        not ask
        --uri <string>  print the whole connection string: this one, which names a
                        user, with the password
        --json          one JSON document on standard output, everything else on
                        standard error
        -h, --help      display help for command

      Asks without showing what is typed. The result goes to standard output, for a file or another program; with --uri it
      is tried out that the driver reads the same password from it.

      Examples:
        npx zava encode-password
        npx zava encode-password --uri mongodb+srv://ann@cluster0.abcde.mongodb.net/
        pass show mongodb | npx zava encode-password --stdin
      "
    `);
  });

  it('of setup', async () => {
    expect(await help('setup')).toMatchInlineSnapshot(`
      "Usage: zava setup [options] [command]

      make collections and users; setup atlas: a cluster in Atlas

      Options:
        --uri <string>           the server (default: MONGODB_CONNECTION_STRING, else
                                 MONGODB_LOCAL_CONNECTION_STRING)
        --local                  an embedded server that zava starts itself, its data
                                 under .zava/
        --database <name>        name of the database (default: zava)
        --config <file>          a YAML file with settings, which may name the
                                 database
        --json                   one JSON document on standard output, everything else
                                 on standard error
        --quiet                  nothing but errors and what --json prints
        --validators <action>    warn or error: what the server does with a document
                                 that breaks the model
        --app-user <name>        make a user who may read, write, index and watch this
                                 one database
        --read-only-user <name>  make a user who may only read it
        --password-stdin         read the passwords from standard input, a line for
                                 each user
        --generate-passwords     make the passwords, and show each once on the
                                 terminal
        -h, --help               display help for command

      Commands:
        atlas                    make a cluster in Atlas by its command line, atlas

      Makes those of the nine collections that are missing, with images of documents in change streams, and those users that
      are missing. Run it as often as you like: documents, indexes, passwords and roles that are there stay as they are. A
      validator that differs is replaced; without --validators none is touched. Fields that begin with an underscore pass.

      Passwords are asked for, unless they come from --password-stdin, from ZAVA_APP_PASSWORD and
      ZAVA_READ_ONLY_PASSWORD, or from --generate-passwords. Users are made in admin, by a user who may do that
      (userAdminAnyDatabase). The application user has the role zavaApplication: readWrite, and collMod and indexStats on
      the nine collections; the read-only user has read.

      Examples:
        npx zava setup --local
        npx zava setup --uri "mongodb://root@..." --validators warn --app-user zava-app --read-only-user zava-reader
        npx zava setup atlas --tier free --dry-run
      "
    `);
  });

  it('of setup atlas', async () => {
    expect(await help('setup', 'atlas')).toMatchInlineSnapshot(`
      "Usage: zava setup atlas [options]

      make a cluster in Atlas by its command line, atlas

      Options:
        --project <name>         the project, made where it is missing (default: zava)
        --project-id <id>        a project that is there (default:
                                 MONGODB_ATLAS_PROJECT_ID)
        --org-id <id>            the organization for a new project (default: the one
                                 of atlas's profile)
        --cluster <name>         the cluster, made where it is missing (default:
                                 "zava")
        --tier <tier>            free, or M10 and larger, which cost money (default:
                                 "free")
        --provider <name>        AWS, AZURE or GCP (default: "AWS")
        --region <name>          a region by its name at the provider (default:
                                 "US_EAST_1")
        --access-list <address>  who may connect, such as 203.0.113.0/24 (default:
                                 this machine)
        --app-user <name>        the database user, made where it is missing (default:
                                 "zava-app")
        --password-stdin         read its password from standard input (default: one
                                 is made)
        --database <name>        the database that the user is for (default: zava)
        --config <file>          a YAML file with settings, which may name the
                                 database
        --dry-run                print the commands and run none
        --yes                    replace a connection string in .env that names
                                 another server
        --json                   one JSON document on standard output, everything else
                                 on standard error
        --quiet                  nothing but errors and what --json prints
        -h, --help               display help for command

      Drives atlas, the command line of MongoDB Atlas, which must be on the PATH and logged in (atlas auth login). Run it as
      often as you like: it looks first and makes what is missing. MONGODB_CONNECTION_STRING, MONGODB_ATLAS_PROJECT_ID and
      MONGODB_DATABASE go into .env, which nobody else may read then; the password is printed nowhere. A password of your
      own comes from --password-stdin or ZAVA_APP_PASSWORD.

      Examples:
        npx zava setup atlas --dry-run
        npx zava setup atlas --tier M10 --region EU_CENTRAL_1
        npx zava setup atlas --access-list 203.0.113.0/24
      "
    `);
  });

  it('of ditto connector', async () => {
    expect(await help('ditto', 'connector')).toMatchInlineSnapshot(`
      "Usage: zava ditto connector [options]

      say what Ditto's MongoDB connector is to be told

      Options:
        --target <kind>        operator, portal or summary: whom the configuration is
                               for (default: "operator")
        --inventory <profile>  store-product or uuid: what the id of an inventory row
                               is in Ditto; uuid in a summary (default:
                               "store-product")
        --database <name>      name of the database (default: zava)
        --config <file>        a YAML file with settings, which may name the database
        --json                 one JSON document on standard output, everything else
                               on standard error
        --quiet                nothing but errors and what --json prints
        -h, --help             display help for command

      Targets:
        operator  a Kubernetes resource, BigPeerDataBridge, and the stub of its Secret, for a Ditto server of your own
        portal    a checklist for a person, as the connector of Ditto's cloud takes no file
        summary   everything in the original plan's format: a description that no program of Ditto's reads

      Examples:
        npx zava ditto connector > bridge.yaml
        npx zava ditto connector --target portal --inventory uuid

      Nothing is asked of a server, and no password is printed. product_embeddings is never synced.
      "
    `);
  });

  it('of ditto simulate', async () => {
    expect(await help('ditto', 'simulate')).toMatchInlineSnapshot(`
      "Usage: zava ditto simulate [options]

      play conflicts on a model of connector, cloud and devices

      Options:
        --scenario <name>      one scenario by its name, or all (default: "all")
        --seed <number>        the same seed and settings give the same data
        --inventory <profile>  store-product or uuid: what the id of an inventory row
                               is in Ditto (default: "store-product")
        --json                 one JSON document on standard output, everything else
                               on standard error
        --quiet                nothing but errors and what --json prints
        -h, --help             display help for command

      Examples:
        npx zava ditto simulate --scenario offline-decrements
        npx zava ditto simulate --seed 7 --json

      Plays conflicts between devices, Ditto's cloud and MongoDB on a model of them, with documents of the smallest dataset
      of the seed: who does what, what arrives where, what each of them shows at the end, and what is lost. Each rule that
      decides says whether it was tried with the real SDK, is documented by Ditto, or is assumed; docs/CONFLICTS.md has
      all of them. Needs no server and no Ditto. The exit code is 1 only where the model breaks a law of its own.
      "
    `);
  });

  it('of ditto permissions', async () => {
    expect(await help('ditto', 'permissions')).toMatchInlineSnapshot(`
      "Usage: zava ditto permissions [options]

      say what an authentication webhook answers, per role and store

      Options:
        --role <name>          store-worker, sales-rep, manager or super-manager
        --store <name>         the store where somebody works: seattle or
                               store_seattle
        --inventory <profile>  store-product or uuid: what the id of an inventory row
                               is in Ditto (default: "store-product")
        --config <file>        a YAML file with settings, which may name a catalog
                               with other stores
        --json                 one JSON document on standard output, everything else
                               on standard error
        --quiet                nothing but errors and what --json prints
        -h, --help             display help for command

      Prints the JSON that Ditto's server takes from an authentication webhook; examples/ditto_auth_webhook.ts is such a
      webhook. The roles stand in config/ditto_permissions.json. A rule may name nothing but _id, so a store's stock can be
      ruled (--inventory store-product), but not its orders, lines and customers: standard error says which are not.

      Examples:
        npx zava ditto permissions --role store-worker --store seattle
        npx zava ditto permissions --role super-manager --json
      "
    `);
  });

  it('of ditto subscriptions', async () => {
    expect(await help('ditto', 'subscriptions')).toMatchInlineSnapshot(`
      "Usage: zava ditto subscriptions [options]

      say what a device subscribes to, and how much it then holds

      Options:
        --role <name>       store-worker, sales-rep, manager or super-manager
        --store <name>      the store of the device: seattle or store_seattle
        --customers <list>  the customers of a sales rep: customer_ids by commas, or
                            how many of the store's
        --since <date>      only orders from that day on, in UTC, as a device needs
                            few old ones
        --preset <name>     full (50,000 customers, 200,000 orders), demo (25,000,
                            100,000) or tiny (200, 1,000)
        --scale <factor>    multiplies the preset's customers and orders
        --seed <number>     the same seed and settings give the same data
        --start <date>      first day, YYYY-MM-DD
        --end <date>        last day, YYYY-MM-DD
        --config <file>     a YAML file with the settings that differ from
                            config/generation_config.yaml
        --json              one JSON document on standard output, everything else on
                            standard error
        --quiet             nothing but errors and what --json prints
        -h, --help          display help for command

      Prints the statements for ditto.sync.registerSubscription with their arguments, and counts in the dataset itself what
      each brings: documents, and their bytes as JSON in UTF-8. Ditto's own store takes more than that. The size of the dataset
      comes from --preset or --scale, as --customers says here whom a sales rep looks after: customer_ids by commas, or how many
      of the store's (100 unless given). No server is needed, and nothing is written.

      Examples:
        npx zava ditto subscriptions --role manager --store seattle --since 2026-10-03
        npx zava ditto subscriptions --role sales-rep --store tacoma --customers 100 --json
      "
    `);
  });

  it.each([
    'generate',
    'load',
    'plan',
    'verify',
    'reset',
    'up',
    'indexes',
    'change-streams',
    'clear',
    'trigger-sync',
    'check',
    'encode-password',
    'setup',
  ])('zava help %s is the same', async (command) => {
    expect((await succeed(['help', command])).stdout).toBe(await help(command));
  });

  it('is what zava alone shows, as an error', async () => {
    const { code, stdout, stderr } = await zava([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(await help());
  });
});
