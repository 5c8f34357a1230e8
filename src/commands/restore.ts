/** zava restore: a dump of zava generate into MongoDB, after a check of every file. */
import { resolve } from 'node:path';
import { SettingsError } from '../errors.js';
import { hostsOf } from '../mongodb/connect.js';
import { restoreDump } from '../restore/restore.js';
import { displayPath } from '../settings/files.js';
import { confirm } from '../ui/confirm.js';
import { addOutputFlags, type Define, type OutputFlags, prepare } from './command.js';
import { recordFolder } from './record.js';
import { showOutcome } from './report.js';
import { addTargetFlags, chooseTarget, type TargetFlags, withServer } from './target.js';

interface Flags extends OutputFlags, TargetFlags {
  dump?: string;
  database?: string;
  config?: string;
  drop?: boolean;
  resume?: boolean;
  indexes: boolean;
  yes?: boolean;
}

export const define: Define = (command, context) => {
  addOutputFlags(addTargetFlags(command))
    .option('--dump <folder>', 'the dump, as zava generate wrote it (default: out)')
    .option('--database <name>', 'name of the database to restore into (default: zava)')
    .option('--config <file>', 'a YAML file with settings of the load, and which may name the database')
    .option(
      '--drop',
      'replace those of the nine collections that the database holds (asks first on a terminal)',
    )
    .option('--resume', 'go on with a restore that was interrupted; begins where there is none')
    .option('--no-indexes', 'leave the secondary indexes out')
    .option('--yes', 'answer questions with yes')
    .addHelpText(
      'after',
      `
Examples:
  npx zava restore --dump out --local
  npx zava restore --dump out --uri mongodb://localhost:27017 --database copy --drop

Every file is held against manifest.json first: one that is missing or has another SHA-256 is named, and nothing is
written.`,
    )
    .action(async (flags: Flags) => {
      if (flags.drop === true && flags.resume === true) {
        throw new SettingsError(
          '--drop begins anew and --resume goes on with what is there; give one of the two.',
        );
      }
      const target = chooseTarget(flags, context);
      const { settings, screen } = prepare(flags, context);
      const folder = resolve(context.cwd, flags.dump ?? 'out');
      const { database } = settings;
      if (flags.drop === true && flags.yes !== true && process.stdin.isTTY && flags.json !== true) {
        const where = target === 'local' ? 'the embedded server' : hostsOf(target.uri);
        const question = `Replace the Zava collections of database ${database} at ${where}?`;
        if (!(await confirm(question, context.signal))) {
          screen.note('Nothing was changed.');
          process.exitCode = 1;
          return;
        }
      }
      const { onProgress, stop } = screen.progress();
      const interrupted = () => {
        stop();
        screen.note(
          'Interrupted. Run the same command with --resume to go on, or with --drop to begin anew.',
        );
      };
      context.signal.addEventListener('abort', interrupted);
      try {
        await withServer(target, context, screen, async (uri) => {
          const { drop = false, resume, indexes } = flags;
          const request = { drop, resume, indexes, signal: context.signal, onProgress };
          const outcome = await restoreDump(
            settings,
            folder,
            uri,
            request,
            await recordFolder(context, target, database),
          );
          stop();
          const host = hostsOf(uri);
          screen.json({ command: 'restore', dump: folder, host, database, indexes, ...outcome });
          showOutcome(
            screen,
            outcome,
            `${displayPath(folder)} is in database ${database} at ${host}, its files and counts checked.`,
            [],
          );
        });
      } finally {
        stop();
        context.signal.removeEventListener('abort', interrupted);
      }
    });
};
