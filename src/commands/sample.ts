/** zava sample: a look at documents, without a server. */
import { SettingsError } from '../errors.js';
import { ExtendedJson } from '../formats/extended-json.js';
import { collectionOf, sample } from '../sample/sample.js';
import { countFlag } from '../settings/resolve.js';
import {
  addOutputFlags,
  addWorldFlags,
  type Define,
  type OutputFlags,
  prepare,
  type WorldFlags,
} from './command.js';

interface Flags extends WorldFlags, OutputFlags {
  where?: string[];
  fields?: string;
  limit: string;
}

const MOST = 1_000_000_000;

export const define: Define = (command, context) => {
  addOutputFlags(addWorldFlags(command))
    .argument('<collection>', 'one of the nine, such as orders or order-items')
    .option(
      '--where <condition>',
      'a field, = != < <= > or >=, and a value; several conditions must all hold',
      (given: string, all: string[] = []) => [...all, given],
    )
    .option('--fields <list>', 'only these fields, by commas; dots lead inside, such as location.city')
    .option('--limit <count>', 'documents at most', '3')
    .addHelpText(
      'after',
      `
Examples:
  npx zava sample orders --where store_id=store_seattle --limit 3
  npx zava sample order-items --where "discount_percent>0" --fields order_id,product_name,line_total
  npx zava sample products --where "specifications.voltage=20V" --json

Documents are shown as Extended JSON, in the order of a dump; no more are made than it takes to find them. The levels of
the inventory follow from all orders, which are drawn for it. Nothing is written.`,
    )
    .action(async (name: string, flags: Flags) => {
      const { settings, screen } = prepare(flags, context);
      const collection = collectionOf(name);
      const limit = countFlag('--limit', flags.limit, MOST) as number;
      const { where = [], fields } = flags;
      if (fields !== undefined && fields.trim() === '') {
        throw new SettingsError("--fields is ''; allowed are names of fields, by commas.");
      }
      const json = new ExtendedJson();
      let found = 0;
      for await (const bytes of sample(
        settings.world,
        collection,
        { where, fields, limit },
        context.signal,
      )) {
        if (flags.json) process.stdout.write(`${found === 0 ? '[' : ','}\n  ${json.pretty(bytes, 1)}`);
        else screen.say(json.pretty(bytes));
        found++;
      }
      if (flags.json) process.stdout.write(found === 0 ? '[]\n' : '\n]\n');
      else if (found === 0) screen.note(`No document of ${collection} is like that.`);
    });
};
