/** zava itself, always as the command that people type, in a process of its own. */
import { flagsOf } from '../forms.mjs';
import { zava } from '../harness.mjs';

/** Makes everything and keeps nothing. @param workers as the command chooses unless given. */
export function generateNothing(bench, world, workers, options) {
  return zava(bench, ['generate', ...flagsOf(world), '--sink', 'null', ...workersFlag(workers)], options);
}

/** Writes a dump into `folder`. */
export function generateDump(bench, world, folder, workers, options) {
  return zava(bench, ['generate', ...flagsOf(world), '--out', folder, ...workersFlag(workers)], options);
}

/** Loads into a server. @param indexes whether the secondary indexes are built. */
export function load(bench, world, uri, { indexes, workers, options }) {
  const flags = [
    '--uri',
    uri,
    '--drop',
    '--yes',
    ...(indexes ? [] : ['--no-indexes']),
    ...workersFlag(workers),
  ];
  return zava(bench, ['load', ...flagsOf(world), ...flags], options);
}

const workersFlag = (workers) => (workers === undefined ? [] : ['--workers', String(workers)]);
