/** zava sample: a look at documents, without a server. */

import { ExtendedJson } from '../core/encode/extended-json.js';
import { collectionOf } from '../core/model/named.js';
import { check, checked } from '../core/options/kinds.js';
import { OPTIONS, option } from '../core/options/table.js';
import { sample } from '../tools/inspect/sample/sample.js';
import { type Define, prepare } from './command.js';
import { addOptions, type FlagsOf, OUTPUT, WORLD } from './options.js';

const FLAGS = [...WORLD, ...OUTPUT, 'where', 'fields', 'limit'] as const;

type Flags = FlagsOf<(typeof FLAGS)[number]>;

export const define: Define = (command, context) => {
  addOptions(command, ...FLAGS)
    .argument('<collection>', 'one of the nine, such as orders or order-items')
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
      const { settings, screen } = await prepare(flags, context);
      const collection = collectionOf(name);
      const limit = checked(OPTIONS.limit.kind, option('limit'), flags.limit);
      const { where = [], fields } = flags;
      if (fields !== undefined) check(option('fields'), fields, OPTIONS.fields.kind);
      const json = new ExtendedJson();
      const { output } = screen;
      let found = 0;
      for await (const bytes of sample(
        settings.world,
        collection,
        { where, fields, limit },
        context.signal,
      )) {
        if (flags.json) output.result(`${found === 0 ? '[' : ','}\n  ${json.pretty(bytes, 1)}`);
        else screen.say(json.pretty(bytes));
        found++;
        // No more are made than somebody reads.
        if (!(await output.drained())) return;
      }
      if (flags.json) output.result(found === 0 ? '[]\n' : '\n]\n');
      else if (found === 0) screen.note(`No document of ${collection} is like that.`);
    });
};
