// Writes dist/made/: what every run would read, check or compute in the same way, made once when zava is built.
//   defaults.json   config/ as it is read and checked, with the digest of its files
//   names.json      faker's first and last names
//   plans.json      what a run of each preset makes, by the digest of its world
// With --check it writes nothing, and fails where what is there is not what would be written.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { faker } from '@faker-js/faker/locale/en_US';
import { unlikeInEmail } from '../dist/src/core/generate/names.js';
import { digestOfDefaults } from '../dist/src/core/settings/default-config.js';
import { readConfig } from '../dist/src/core/settings/read-config.js';
import { resolveSettings } from '../dist/src/core/settings/resolve.js';
import { worldDigest } from '../dist/src/tools/inspect/made-plans.js';
import { planReport } from '../dist/src/tools/inspect/plan-report.js';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../dist/made');

const { config, catalog } = readConfig({}, { cwd: '.' });
const { first_name: firsts, last_name: lasts } = faker.definitions.person;
const first = [firsts.generic, firsts.female, firsts.male].flatMap((names) => names ?? []);
const last = [...new Set(lasts.generic ?? [])].sort();

/** As the command line has it where nobody says anything else. */
const worldOf = (preset) => resolveSettings({ preset }, { env: {}, cwd: FOLDER }).world;

function plans() {
  const worlds = Object.keys(config.presets).map(worldOf);
  return Object.fromEntries(worlds.map((world) => [worldDigest(world), planReport(world)]));
}

const files = {
  'defaults.json': () => ({ sha256: digestOfDefaults(), config, catalog }),
  'names.json': () => ({ first: unlikeInEmail(first), last }),
  // Names must be there.
  'plans.json': plans,
};

mkdirSync(FOLDER, { recursive: true });
for (const [name, data] of Object.entries(files)) {
  const text = JSON.stringify(data());
  if (!process.argv.includes('--check')) writeFileSync(join(FOLDER, name), text);
  else if (readFileSync(join(FOLDER, name), 'utf8') !== text) {
    console.error(`dist/made/${name} is not what the sources make; run \`npm run build\`.`);
    process.exitCode = 1;
  }
}
