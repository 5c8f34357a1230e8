// Writes .env.sample from the table of variables; with --check it only says whether it is up to date.
import { FILE_VARIABLES, VARIABLES } from '../dist/src/core/options/variables.js';
import { writeOrCheck } from './made-file.mjs';

const WIDTH = 80;
const title = (section) => `# --- ${section} `.padEnd(WIDTH, '-');

/** A variable with its comment above it. */
function entry(name) {
  const { about, example, sample = '' } = VARIABLES[name];
  const comment = example === undefined ? [about] : [about, `For example: ${example}`];
  return [...comment.map((line) => `# ${line}`), `${name}=${sample}`].join('\n');
}

const sections = [...new Set(FILE_VARIABLES.map((name) => VARIABLES[name].section))];
const ofSection = (section) => FILE_VARIABLES.filter((name) => VARIABLES[name].section === section);

writeOrCheck(
  '.env.sample',
  `# Copy this file to .env and fill in what you use. Flags and the environment come before .env.
# Never commit .env: it holds passwords. Made from src/core/options/variables.ts by \`make docs\`.

${sections.map((section) => [title(section), ...ofSection(section).map(entry)].join('\n\n')).join('\n\n')}
`,
  'src/core/options/variables.ts',
);
