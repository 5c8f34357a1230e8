/** zava change-streams verify: a marker document comes, changes and goes, and each is seen. */
import { EXIT } from '../core/options/exit-codes.js';
import { command as aCommand } from '../core/options/table.js';
import { type Message, say } from '../message.js';
import { MARKED } from '../tools/operate/change-streams/marker.js';
import { type Verification, verifyStreams } from '../tools/operate/change-streams/verify.js';
import { makers } from '../tools/operate/deployment.js';
import { wordTable } from '../ui/terminal/table.js';
import type { Define } from './command.js';
import { type DatabaseFlags, type Session, withDatabase } from './database.js';
import { addOptions, DATABASE } from './options.js';

export const defineVerify: Define = (command, context) => {
  addOptions(command, ...DATABASE)
    .addHelpText(
      'after',
      `
Looks at the options of the eight synced collections, opens a change stream on ${MARKED}, inserts, updates and
deletes one marker document there (_id zava-change-stream-check-..., marked as deleted), and waits for each event with
its images. The marker is removed whatever happens. A Ditto connector that is running syncs it for a moment, and its
delete stays on devices as a tombstone. The exit code is 1 where something is missing.`,
    )
    .action((flags: DatabaseFlags) =>
      withDatabase(
        flags,
        context,
        async (session) => {
          await show(session, await verifyStreams(session, { signal: session.signal }));
        },
        true,
      ),
    );
};

/** What is wrong, a sentence each. */
async function troubles(session: Session, { without, missing, seen }: Verification): Promise<Message[]> {
  const found: Message[] = [];
  if (missing.length > 0) {
    found.push(say`Not there: ${missing.join(', ')}; make them with ${await makers(session)}.`);
  }
  if (without.length > 0) {
    found.push(
      say`Collection ${without.join(', ')} must be configured with changeStreamPreAndPostImages enabled; do it with ${aCommand('change-streams enable')}.`,
    );
  }
  for (const { operation, lacking } of seen) {
    if (lacking.length > 0) found.push(`The ${operation} came without its ${lacking.join(' and ')}.`);
  }
  return found;
}

async function show(session: Session, verification: Verification): Promise<void> {
  const { screen, host, db } = session;
  const { seen, removed } = verification;
  const wrong = await troubles(session, verification);
  screen.json({
    command: 'change-streams verify',
    host,
    database: db.databaseName,
    ok: wrong.length === 0,
    ...verification,
  });
  if (removed > 0) screen.note(`Note: ${removed} of an earlier check that was killed removed.`);
  if (seen.length > 0) {
    const rows = seen.map(({ operation, milliseconds, lacking }) => [
      operation,
      `${milliseconds.toFixed(1)} ms`,
      lacking.length === 0 ? 'all there' : `lacking: ${lacking.join(', ')}`,
    ]);
    screen.say(wordTable(['change', 'seen after', 'images'], rows, [1]));
  }
  for (const trouble of wrong) screen.finding(trouble);
  if (wrong.length > 0) process.exitCode = EXIT.failed;
  else
    screen.say(
      `Change streams of database ${db.databaseName} at ${host} work, with images in all eight synced collections.`,
    );
}
