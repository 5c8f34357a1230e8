/** The help texts, word by word: a change here is a change of what people read. */
import { describe, expect, it } from 'vitest';
import { succeed, zava } from '../fixtures/cli.js';

const help = async (...command: string[]): Promise<string> => {
  const { stdout, stderr } = await succeed([...command, '--help']);
  expect(stderr).toBe('');
  return stdout;
};

describe('--help', () => {
  it('of zava', async () => {
    expect(await help()).toMatchInlineSnapshot(`
      "Usage: zava [options] [command]

      Writes the Zava DIY Retail dataset from a seed, and loads it into MongoDB.

      Options:
        -h, --help      display help for command

      Commands:
        generate        write the dataset as a dump; needs no server
        load            generate the dataset straight into MongoDB
        plan            say what a run would make, without making it
        bench           measure generation, or how fast a server inserts
        up              run the embedded server in the foreground
        help [command]  display help for command

      Try: npx zava load --local
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
        --out <folder>       where the dump goes (default: out)
        --sink <kind>        dump, or null to make everything and keep nothing
                             (default: "dump")
        -h, --help           display help for command

      Examples:
        npx zava generate --preset tiny --out fixtures     a small dump, the same for every machine
        npx zava generate --scale 10 --seed 7              two million orders into out/
        mongorestore out                                   load a dump with MongoDB's own tool
      "
    `);
  });

  it('of load: the flags of generate but for its folder, and those of the server', async () => {
    expect(await help('load')).toMatchInlineSnapshot(`
      "Usage: zava load [options]

      generate the dataset straight into MongoDB

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
        --drop               replace those of the nine collections that the database
                             holds (asks first on a terminal)
        --no-indexes         leave the secondary indexes out
        --yes                answer questions with yes
        -h, --help           display help for command

      Examples:
        npx zava load --local                              the full dataset into an embedded server
        npx zava load --uri mongodb://localhost:27017 --preset demo --drop
        npx zava load --local --scale 10 --no-indexes --drop
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
        -h, --help           display help for command

      Orders are counted exactly, lines up to two million orders; what begins with ~ is an estimate.
      Nothing is written.
      "
    `);
  });

  it('of up', async () => {
    expect(await help('up')).toMatchInlineSnapshot(`
      "Usage: zava up [options]

      run the embedded server in the foreground

      Options:
        --json      one JSON document on standard output, everything else on standard
                    error
        --quiet     nothing but errors and what --json prints
        -h, --help  display help for command

      It runs until Ctrl-C, and other commands with --local use it while it runs.
      "
    `);
  });

  it.each(['generate', 'load', 'plan', 'up'])('zava help %s is the same', async (command) => {
    expect((await succeed(['help', command])).stdout).toBe(await help(command));
  });

  it('is what zava alone shows, as an error', async () => {
    const { code, stdout, stderr } = await zava([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(await help());
  });
});
