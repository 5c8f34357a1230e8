/** zava plan: what a run would make, without making it. */

import { COLLECTION_NAMES } from '../core/model/index.js';
import { planOf } from '../tools/inspect/made-plans.js';
import { grouped, size } from '../ui/terminal/numbers.js';
import type { Define } from './command.js';
import { prepareFitting } from './fit-flags.js';
import { addOptions, type FlagsOf, OUTPUT, WORLD } from './options.js';

const FLAGS = [...WORLD, ...OUTPUT, 'fit'] as const;

export const define: Define = (command, context) => {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      '\nOrders are counted exactly, lines up to two million orders; what begins with ~ is an estimate.\nNothing is written.',
    )
    .action(async (flags: FlagsOf<(typeof FLAGS)[number]>) => {
      const { settings, screen } = await prepareFitting(flags, context);
      const report = await planOf(settings.world);
      screen.json({ command: 'plan', seed: settings.world.seed, ...report });
      const about = (text: string) => `~${text}`;
      const lines = (count: number) => (report.linesExact ? grouped(count) : about(grouped(count)));
      screen.table(
        ['collection', 'documents', 'BSON', 'indexes'],
        [
          ...COLLECTION_NAMES.map((name) => {
            const { documents, exact, bytes, indexBytes } = report.collections[name];
            const shown = exact ? grouped(documents) : about(grouped(documents));
            return [name, shown, about(size(bytes)), about(size(indexBytes))];
          }),
          ['all', lines(report.documents), about(size(report.bytes)), about(size(report.indexBytes))],
        ],
      );
      screen.table(
        ['year', 'orders', 'lines'],
        report.years.map(({ year, orders, lines: count }) => [year, grouped(orders), lines(count)]),
      );
      const { customers, orders, largestOrders } = report.shards;
      screen.say(
        `${report.start} to ${report.end}, ${grouped(report.days)} days; ${grouped(customers)} shards of customers, ${grouped(orders)} of orders (the largest has ${grouped(largestOrders)}).`,
      );
    });
};
