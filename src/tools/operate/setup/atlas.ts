/** `zava setup atlas` as a function: looks what Atlas has, makes what is missing, and puts the way there into .env. */
import { SettingsError, ZavaError } from '../../../errors.js';
import { find, json, type RunAtlas, requireAtlas } from './atlas-cli.js';
import type { AtlasPlan } from './atlas-commands.js';
import * as commands from './atlas-commands.js';
import { decideWay, type WayOptions } from './atlas-way.js';
import { writeEnvFile } from './env-file.js';

export interface AtlasOptions extends WayOptions {
  /** Told what is about to be done, a sentence each. */
  readonly note: (text: string) => void;
}

type State = 'created' | 'unchanged';

export interface AtlasOutcome {
  readonly project: { readonly id: string; readonly name: string; readonly state: State };
  readonly cluster: { readonly name: string; readonly tier: string; readonly state: State };
  /** `current IP` is sent each time, as only Atlas knows it. */
  readonly accessList: { readonly entry: string; readonly state: State };
  readonly user: { readonly name: string; readonly state: State };
  readonly host: string;
  readonly envFile: 'written' | 'unchanged';
}

interface Project {
  readonly id: string;
  readonly name: string;
}
interface Cluster {
  readonly stateName: string;
  readonly replicationSpecs?: readonly {
    readonly regionConfigs?: readonly { readonly electableSpecs?: { readonly instanceSize?: string } }[];
  }[];
}
interface List<T> {
  readonly results?: readonly T[];
}

/** @throws ZavaError where a command of `atlas` fails; what was made until then is found by the next run. */
export async function setUpAtlas(run: RunAtlas, options: AtlasOptions): Promise<AtlasOutcome> {
  const { plan, note } = options;
  await requireAtlas(run);
  const project = await setUpProject(run, plan, note);
  const cluster = await setUpCluster(run, plan, project.id, note);
  const accessList = await setUpAccess(run, plan, project.id);
  const { standardSrv } = await json<{ standardSrv?: string }>(
    run,
    commands.describeConnection(plan, project.id),
  );
  if (standardSrv === undefined) {
    throw new ZavaError(
      `The cluster ${plan.cluster} has no connection string yet; run this again in a minute.`,
    );
  }
  const way = await decideWay(options, standardSrv, project.id, async () =>
    find(run, commands.describeUser(plan, project.id)),
  );
  // First .env, then the user: a password that is made is never lost.
  if (way.changed) await writeEnvFile(options.envFile, way.text);
  if (!way.userExists) {
    note(
      `Making the user ${plan.user} in project ${project.name} for database ${plan.database} at ${way.host}.`,
    );
    await run(commands.createUser(plan, project.id, way.password));
  }
  return {
    project,
    cluster,
    accessList,
    user: { name: plan.user, state: way.userExists ? 'unchanged' : 'created' },
    host: way.host,
    envFile: way.changed ? 'written' : 'unchanged',
  };
}

async function setUpProject(
  run: RunAtlas,
  plan: AtlasPlan,
  note: (text: string) => void,
): Promise<AtlasOutcome['project']> {
  if (plan.projectId !== undefined) {
    const found = await find<Project>(run, commands.describeProject(plan.projectId));
    if (found === undefined) {
      throw new SettingsError(
        `The Atlas project id is '${plan.projectId}', which Atlas does not know; allowed is the id of a project of yours (atlas projects list).`,
      );
    }
    return { id: found.id, name: found.name, state: 'unchanged' };
  }
  const { results = [] } = await json<List<Project>>(run, commands.listProjects(plan));
  const found = results.find(({ name }) => name === plan.project);
  if (found !== undefined) return { id: found.id, name: found.name, state: 'unchanged' };
  note(`Making the project ${plan.project}.`);
  const { id, name } = await json<Project>(run, commands.createProject(plan));
  return { id, name, state: 'created' };
}

const tierOf = ({ replicationSpecs }: Cluster): string | undefined =>
  replicationSpecs?.[0]?.regionConfigs?.[0]?.electableSpecs?.instanceSize;

async function setUpCluster(
  run: RunAtlas,
  plan: AtlasPlan,
  project: string,
  note: (text: string) => void,
): Promise<AtlasOutcome['cluster']> {
  const { cluster: name, tier } = plan;
  const found = await find<Cluster>(run, commands.describeCluster(plan, project));
  if (found === undefined) {
    const price = tier === 'M0' ? 'which is free' : 'which costs money for as long as it is there';
    note(`Making the cluster ${name} (${tier}, ${price}) in ${plan.region} at ${plan.provider}.`);
    await json(run, commands.createCluster(plan, project));
  }
  if (found?.stateName !== 'IDLE') {
    note(`Waiting for the cluster ${name}; it may take ten minutes, and Ctrl-C does not harm it.`);
    await run(commands.watchCluster(plan, project));
  }
  if (found === undefined) return { name, tier, state: 'created' };
  const there = tierOf(found) ?? 'of a tier that atlas does not tell';
  if (there !== tier) note(`The cluster ${name} is there and is ${there}, not ${tier}; it stays as it is.`);
  return { name, tier: there, state: 'unchanged' };
}

async function setUpAccess(
  run: RunAtlas,
  plan: AtlasPlan,
  project: string,
): Promise<AtlasOutcome['accessList']> {
  const { accessList } = plan;
  if (accessList !== undefined) {
    interface Entry {
      readonly cidrBlock?: string;
      readonly ipAddress?: string;
    }
    const { results = [] } = await json<List<Entry>>(run, commands.listAccess(project));
    if (results.some(({ cidrBlock, ipAddress }) => [cidrBlock, ipAddress].includes(accessList))) {
      return { entry: accessList, state: 'unchanged' };
    }
  }
  await json(run, commands.createAccess(plan, project));
  return { entry: accessList ?? 'current IP', state: 'created' };
}
