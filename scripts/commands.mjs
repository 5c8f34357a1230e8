// Writes docs/COMMANDS.md from the commands as commander has them and the table of options; with --check it only says
// whether it is up to date.
import { makeProgram } from '../dist/src/commands/program.js';
import { COMMANDS } from '../dist/src/core/options/commands.js';
import { CONFLICTS } from '../dist/src/core/options/conflicts.js';
import { EXIT, EXIT_WORDS } from '../dist/src/core/options/exit-codes.js';
import { flagOf, OPTIONS } from '../dist/src/core/options/table.js';
import { VARIABLES } from '../dist/src/core/options/variables.js';
import { Output } from '../dist/src/ui/terminal/output.js';
import { writeOrCheck } from './made-file.mjs';

// The names of all parts, so that each is loaded.
const argv = Object.keys(COMMANDS).flatMap((name) => name.split(' ').slice(1));
const context = { env: {}, cwd: '/', argv, output: new Output(), signal: new AbortController().signal };
const program = await makeProgram(context, () => true);

/** Every command and its part, by its whole name. */
function commandsOf(command, before = []) {
  return command.commands.flatMap((inner) => {
    const names = [...before, inner.name()];
    return [[names.join(' '), inner], ...commandsOf(inner, names)];
  });
}
const commands = new Map(commandsOf(program));

const cell = (text) => text.replaceAll('|', '\\|');
const code = (text) => `\`${cell(text)}\``;
const table = (head, rows) =>
  [
    `| ${head.join(' | ')} |`,
    `|${'---|'.repeat(head.length)}`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');

/** What the table knows of an option of commander's: several entries may share a flag, with defaults of their own. */
const entryOf = ({ flags, defaultValue }) =>
  Object.values(OPTIONS).find(
    ({ flag, default: value }) => flag === flags && value === plain(defaultValue),
  ) ?? Object.values(OPTIONS).find(({ flag }) => flag === flags);
const plain = (value) => (typeof value === 'string' ? value : undefined);

/** A whole number up to the largest that counts exactly is said shorter. */
const allowed = (entry) => entry?.kind?.allowed.replace(` to ${Number.MAX_SAFE_INTEGER}`, '') ?? '';
const unlessGiven = ({ defaultValue }) => (typeof defaultValue === 'string' ? code(defaultValue) : '');

const optionRows = (command) =>
  command.options.map((option) => [
    code(option.flags),
    cell(option.description),
    cell(allowed(entryOf(option))),
    unlessGiven(option),
  ]);

/** What stands below the options in --help. */
function afterHelp(command) {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text.slice(command.helpInformation().length).trim();
}

const section = ([name, command]) => {
  const usage = `zava ${name} ${command.usage()}`.trim();
  const rows = optionRows(command);
  const after = afterHelp(command);
  return [
    `### zava ${name}`,
    `${command.description()}. Usage: ${code(usage)}`,
    ...(rows.length === 0 ? [] : [table(['option', 'what', 'allowed', 'unless given'], rows)]),
    ...(after === '' ? [] : [`\`\`\`text\n${after}\n\`\`\``]),
  ].join('\n\n');
};

const takers = (flag) =>
  [...commands]
    .filter(([, { options }]) => options.some((option) => option.flags === flag))
    .map(([name]) => name);

/** Options that several commands take, with where else they may be said. */
const shared = Object.entries(OPTIONS)
  .filter(([, { flag }], i, all) => all.findIndex(([, other]) => other.flag === flag) === i)
  .map(([, option]) => [option, takers(option.flag)])
  .filter(([, names]) => names.length > 1);

const sharedRows = shared.map(([{ flag, variables = [], key, called }, names]) => [
  code(flag),
  variables.map(code).join(', else '),
  key === undefined ? '' : code(key),
  called === undefined ? '' : code(called),
  names.join(', '),
]);

const sideOf = ({ options, is, isNot, does }) => {
  const names = options
    .map((name) => code(is === undefined ? flagOf(name) : `${flagOf(name)} ${is}`))
    .join(', ');
  const but = isNot === undefined ? '' : ` (not ${code(isNot)})`;
  return `${names}${but} ${does.replace(/ at$| by$/, '')}`;
};
const conflictRows = CONFLICTS.map(({ command, except, sides }) => [
  ...sides.map(sideOf),
  command ?? (except === undefined ? '' : `all but ${except}`),
]);

const variableRows = Object.entries(VARIABLES).map(([name, { about, environmentOnly }]) => [
  code(name),
  cell(about),
  environmentOnly ? 'the environment' : 'the environment, else `.env`',
]);

writeOrCheck(
  'docs/COMMANDS.md',
  `# Commands

Every command, option, variable and exit code. \`make docs\` makes this page from the commands themselves and the table in
\`src/core/options/\`; \`npx zava help COMMAND\` tells the same on the terminal.

${table(
  ['command', 'what'],
  [...commands].map(([name, command]) => [
    `[${code(`zava ${name}`)}](#${`zava ${name}`.replaceAll(' ', '-')})`,
    cell(command.description()),
  ]),
)}

## Exit codes

${table(
  ['code', 'what'],
  Object.entries(EXIT).map(([name, number]) => [String(number), EXIT_WORDS[name]]),
)}

With \`--json\`, standard output holds one JSON document and everything else goes to standard error. Where a command fails before
it has a result, the document is \`{"error": {...}}\`: \`message\`, the sentence that standard error has too; \`kind\`, one of \`usage\`
(flags or settings), \`failure\`, \`interrupted\` and \`unexpected\`; \`exitCode\`; and where one setting is wrong \`setting\`, \`value\`,
\`allowed\` and often \`hint\`. A result that holds findings (\`"ok": false\`, exit code 1) is no such error.

Output that cannot be written, as on a full disk, is exit code 1. Whoever reads it may stop when enough was seen
(\`zava plan | head -1\`): what is left is not printed, a command that does something does it to its end, and the exit code is
that of its work.

What would take documents or indexes away (\`load --drop\`, \`restore --drop\`, \`clear\`, \`indexes drop\`) is asked on the terminal,
where there is something to be lost; where nobody can be asked, \`--yes\` must be given, else it is exit code 2.

## Where a setting comes from

Options come before the environment, the environment before \`.env\` in the current folder, \`.env\` before a YAML file
(\`--config\`), and that before the preset. Options that several commands take, and where else the same is said: in a variable,
by a key of [config/generation_config.yaml](../config/generation_config.yaml), in a call of the library
([API.md](API.md)).

${table(['option', 'variable', 'YAML key', 'library', 'commands'], sharedRows)}

## Options that exclude each other

One of each pair may be given; both are exit code 2, before anything is written.

${table(['either', 'or', 'only in'], conflictRows)}

## Variables

${table(['variable', 'what', 'counts in'], variableRows)}

## The commands

${[...commands].map(section).join('\n\n')}
`,
  'the command line',
);
