/**
 * The law of who may import whom, types included. `make lint` holds it; docs/ARCHITECTURE.md explains it.
 *
 *   commands -> library -> tools -> engine -> mongodb -> core
 *
 * Each area imports itself and what stands to its right; ui is for commands and tools.
 */
const AREAS = ['core', 'mongodb', 'engine', 'tools', 'library', 'commands'];

/** Names what an area must not import. */
const upwards = AREAS.map((area, rank) => ({
  name: `${area}-imports-only-what-is-below`,
  severity: 'error',
  from: { path: `^src/${area}/` },
  to: {
    path: `^src/(${[...AREAS.slice(rank + 1), ...(['tools', 'commands'].includes(area) ? [] : ['ui'])].join('|')})/`,
  },
}));

/** The way of the data inside core: each folder imports itself and what stands before it. */
const STATIONS = ['settings', 'plan', 'generate', 'encode', 'slices', 'world'];

const wayOfTheData = ['(model|random)', ...STATIONS.slice(0, -1)].map((station, rank) => ({
  name: `core-${station === '(model|random)' ? 'model-and-random' : station}-before-${STATIONS[rank]}`,
  comment: 'model, random -> settings -> plan -> generate -> encode -> slices -> world',
  severity: 'error',
  from: { path: `^src/core/${station}/` },
  to: { path: `^src/core/(${STATIONS.slice(rank).join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...upwards.filter(({ to }) => to.path !== '^src/()/'),
    {
      name: 'ui-imports-only-core',
      severity: 'error',
      from: { path: '^src/ui/' },
      to: { path: '^src/(mongodb|engine|tools|library|commands)/' },
    },
    {
      name: 'core-knows-no-server-and-no-threads',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: '^(node_modules/(mongodb|piscina)/|worker_threads$)' },
    },
    {
      name: 'one-file-reads-connection-strings',
      comment: 'What of one may be shown is decided where it is taken apart.',
      severity: 'error',
      from: { pathNot: '^src/mongodb/connection-string\\.ts$' },
      to: { path: '^node_modules/mongodb-connection-string-url/' },
    },
    {
      // What several tools need stands below them; `inspect` says what a run would make, which others ask,
      // and `statistics` is arithmetic that knows none of them.
      name: 'tools-do-not-import-each-other',
      severity: 'error',
      from: { path: '^src/tools/([^/]+)/' },
      to: { path: '^src/tools/', pathNot: '^src/tools/($1|inspect|statistics)/' },
    },
    ...wayOfTheData,
    {
      name: 'no-cycle',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'sources-import-no-tests',
      severity: 'error',
      from: { path: '^(src|workers)/' },
      to: { path: '^(tests|bench|scripts)/' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.cts', '.json'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
