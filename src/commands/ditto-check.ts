/** zava ditto check: what Ditto's MongoDB connector needs of a database, and what would break it silently. */

import { EXIT } from '../core/options/exit-codes.js';
import { checked } from '../core/options/kinds.js';
import { OPTIONS, option } from '../core/options/table.js';
import { type Reader, written } from '../message.js';
import type { Finding, Status } from '../tools/ditto/check/finding.js';
import { checkForConnector } from '../tools/ditto/check/run.js';
import { spelling } from './advice.js';
import type { Define } from './command.js';
import { withDatabase } from './database.js';
import { addOptions, DATABASE, type FlagsOf } from './options.js';

const FLAGS = [...DATABASE, 'inventory'] as const;

type Flags = FlagsOf<(typeof FLAGS)[number]>;

export const defineCheck: Define = (command, context) => {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      `
Looks at the server (version, replica set, rights), the eight synced collections (kind, images, validators, unique indexes),
every document in them (ids, types, sizes), the changes since the load, and what a connector has parked. Nothing is
written. Exit code 1 where something fails; a warning is none, and unknown is what could not be told.

Examples:
  npx zava ditto check --uri "mongodb+srv://..."
  npx zava ditto check --local --inventory uuid --json`,
    )
    .action(async (flags: Flags) => {
      const profile = checked(OPTIONS.inventory.kind, option('inventory'), flags.inventory);
      await withDatabase(flags, context, async ({ db, host, screen }) => {
        const findings = (await checkForConnector(db, host, profile)).map((one) =>
          inFlags(one, spelling(flags)),
        );
        const counts = countsOf(findings);
        const ok = counts.fail === 0;
        const { databaseName: database } = db;
        screen.json({ command: 'ditto check', host, database, inventory: profile, ok, counts, findings });
        for (const line of findings.flatMap(lines)) screen.say(line);
        screen.say(
          `Database ${database} at ${host}: ${counts.pass} passed, ${counts.warn} to be warned of, ${counts.fail} failed, ${counts.unknown} not known.`,
        );
        if (ok) return;
        if (flags.quiet === true) {
          for (const { status, what, cure } of findings) {
            if (status === 'fail') screen.finding(`${what}; ${cure}.`);
          }
        }
        process.exitCode = EXIT.failed;
      });
    });
};

/** A finding in the words of the command line. */
interface Said extends Finding {
  readonly what: string;
  readonly cure?: string;
}

const inFlags = ({ what, cure, ...finding }: Finding, reader: Reader): Said => ({
  ...finding,
  what: written(what, reader),
  ...(cure === undefined ? {} : { cure: written(cure, reader) }),
});

function countsOf(findings: readonly Finding[]): Record<Status, number> {
  const counts = { pass: 0, warn: 0, fail: 0, unknown: 0 };
  for (const { status } of findings) counts[status]++;
  return counts;
}

const WIDTH = 'unknown'.length + 2;

function lines({ status, what, cure }: Said): string[] {
  const first = `${status.padEnd(WIDTH)}${what}.`;
  return cure === undefined ? [first] : [first, `${' '.repeat(WIDTH)}-> ${cure}`];
}
