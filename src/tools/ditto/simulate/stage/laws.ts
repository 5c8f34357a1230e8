/** The laws that hold at the end of every play, however it went. A broken one is a fault of the model. */
import { isDeepStrictEqual } from 'node:util';
import type { Stage } from './stage.js';
import { type Ref, refText } from './words.js';

/** A sentence for each that is broken. */
export function brokenLaws(stage: Stage): string[] {
  return [...echoes(stage), ...disagreements(stage), ...partings(stage)];
}

/** When all is quiet, nothing moves by itself. */
function echoes(stage: Stage): string[] {
  const { length } = stage.timeline;
  stage.settle();
  return stage.timeline.splice(length).map(({ who, what }) => `${who} ${what} although all was quiet`);
}

const refsIn = (stage: Stage): Ref[] =>
  stage.collections.flatMap((collection) =>
    stage.cloud.states(collection).map(({ id }) => ({ collection, id })),
  );

/** Everybody who is online shows what the cloud shows, of all that he holds. */
function disagreements(stage: Stage): string[] {
  return stage.devices
    .filter(({ online }) => online)
    .flatMap(({ site }) =>
      refsIn(stage)
        .filter(({ collection, id }) => site.state(collection, id) !== undefined)
        .filter((ref) => !isDeepStrictEqual(site.find(ref.collection, ref.id), stage.inCloud(ref)))
        .map((ref) => `${site.name} shows another ${refText(ref)} than the cloud`),
    );
}

/** MongoDB has what the cloud shows to the connector, but for what it refused and what is deleted for good. */
function partings(stage: Stage): string[] {
  if (!stage.connectorRuns) return [];
  const refused = new Set(stage.connector?.unsynced.map(refText));
  return refsIn(stage)
    .filter((ref) => !refused.has(refText(ref)))
    .filter(({ collection, id }) => stage.cloud.state(collection, id)?.deletion?.final !== true)
    .filter(
      (ref) =>
        !isDeepStrictEqual(sorted(stage.inMongo(ref)), sorted(stage.cloud.find(ref.collection, ref.id))),
    )
    .map((ref) => `MongoDB has another ${refText(ref)} than the cloud`);
}

const sorted = (document: object | undefined) =>
  document && Object.entries(document).sort(([a], [b]) => (a < b ? -1 : 1));
