/** zava change-streams enable: images before and after each change, for the synced collections. */
import { EXIT } from '../core/options/exit-codes.js';
import { say } from '../message.js';
import { enableImages } from '../tools/operate/change-streams/enable.js';
import { makers } from '../tools/operate/deployment.js';
import { wordTable } from '../ui/terminal/table.js';
import type { Define } from './command.js';
import { type DatabaseFlags, withDatabase } from './database.js';
import { addOptions, DATABASE } from './options.js';

export const defineEnable: Define = (command, context) => {
  addOptions(command, ...DATABASE)
    .addHelpText(
      'after',
      `
Turns changeStreamPreAndPostImages on for the eight collections that Ditto follows (not for product_embeddings), by
collMod, for which the user needs the role dbAdmin on the database; run it as often as you like. The server keeps the
images of each later change for as long as it keeps its log. The exit code is 1 where a collection is not there.`,
    )
    .action((flags: DatabaseFlags) =>
      withDatabase(flags, context, async (session) => {
        const { screen, signal, host, db } = session;
        const results = await enableImages(session, { signal });
        const count = (wanted: string) => results.filter(({ result }) => result === wanted).length;
        screen.json({
          command: 'change-streams enable',
          host,
          database: db.databaseName,
          collections: results,
        });
        screen.say(
          wordTable(
            ['collection', 'images'],
            results.map(({ collection, result }) => [collection, result]),
          ),
        );
        screen.say(
          `Database ${db.databaseName} at ${host}: ${count('enabled')} enabled, ${count('was enabled')} were enabled already, ${count('missing')} missing.`,
        );
        const missing = results
          .filter(({ result }) => result === 'missing')
          .map(({ collection }) => collection);
        if (missing.length === 0) return;
        screen.finding(
          say`The database ${db.databaseName} at ${host} lacks ${missing.join(', ')}; make them with ${await makers(session)}.`,
        );
        process.exitCode = EXIT.failed;
      }),
    );
};
