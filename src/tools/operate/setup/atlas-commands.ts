/** The commands of `atlas` that set a cluster up, as its reference has them (Atlas CLI 1.4 and newer). */
import type { AtlasCommand } from './atlas-cli.js';

/** What is wanted in Atlas. */
export interface AtlasPlan {
  /** The project's id where it is known; else it is looked up by its name, and made. */
  readonly projectId: string | undefined;
  readonly project: string;
  readonly orgId: string | undefined;
  readonly cluster: string;
  /** M0 is the free tier. */
  readonly tier: string;
  /** AWS, AZURE or GCP, and a region by its name there. */
  readonly provider: string;
  readonly region: string;
  /** An IP address or a block of them; undefined for this machine's. */
  readonly accessList: string | undefined;
  readonly user: string;
  readonly database: string;
}

const JSON_OUTPUT = ['--output', 'json'] as const;

/** The most that a page holds. */
const LIMIT = ['--limit', '500'] as const;

const org = ({ orgId }: AtlasPlan): string[] => (orgId === undefined ? [] : ['--orgId', orgId]);
const inProject = (project: string): string[] => ['--projectId', project, ...JSON_OUTPUT];

export const describeProject = (id: string): AtlasCommand => ({
  args: ['projects', 'describe', id, ...JSON_OUTPUT],
});

export const listProjects = (plan: AtlasPlan): AtlasCommand => ({
  args: ['projects', 'list', ...org(plan), ...LIMIT, ...JSON_OUTPUT],
});

export const createProject = (plan: AtlasPlan): AtlasCommand => ({
  args: ['projects', 'create', plan.project, ...org(plan), ...JSON_OUTPUT],
});

export const describeCluster = ({ cluster }: AtlasPlan, project: string): AtlasCommand => ({
  args: ['clusters', 'describe', cluster, ...inProject(project)],
});

/** A dedicated tier is given 10 GB, the least that all providers have; the free one takes no size. */
export function createCluster(plan: AtlasPlan, project: string): AtlasCommand {
  const { cluster, tier, provider, region } = plan;
  const disk = tier === 'M0' ? [] : ['--diskSizeGB', '10'];
  const where = ['--tier', tier, '--provider', provider, '--region', region, ...disk];
  return { args: ['clusters', 'create', cluster, ...where, ...inProject(project)] };
}

/** Ends when the cluster can be used, which takes minutes; it has no JSON output. */
export const watchCluster = ({ cluster }: AtlasPlan, project: string): AtlasCommand => ({
  args: ['clusters', 'watch', cluster, '--projectId', project],
});

export const describeConnection = ({ cluster }: AtlasPlan, project: string): AtlasCommand => ({
  args: ['clusters', 'connectionStrings', 'describe', cluster, ...inProject(project)],
});

export const listAccess = (project: string): AtlasCommand => ({
  args: ['accessLists', 'list', ...LIMIT, ...inProject(project)],
});

export function createAccess({ accessList }: AtlasPlan, project: string): AtlasCommand {
  const type = accessList?.includes('/') ? 'cidrBlock' : 'ipAddress';
  const entry = accessList === undefined ? ['--currentIp'] : [accessList, '--type', type];
  return { args: ['accessLists', 'create', ...entry, '--comment', 'zava', ...inProject(project)] };
}

export const describeUser = ({ user }: AtlasPlan, project: string): AtlasCommand => ({
  args: ['dbusers', 'describe', user, '--authDB', 'admin', ...inProject(project)],
});

/** Atlas's built-in roles on the one database: readWrite, and dbAdmin for collMod; for this cluster alone. */
export const userRoles = ({ database }: AtlasPlan): string[] => [
  `readWrite@${database}`,
  `dbAdmin@${database}`,
];

/** `atlas` reads the password from standard input, so that no list of processes shows it. */
export function createUser(plan: AtlasPlan, project: string, password: string): AtlasCommand {
  const what = ['--username', plan.user, '--role', userRoles(plan).join(','), '--scope', plan.cluster];
  return { args: ['dbusers', 'create', ...what, ...inProject(project)], input: password };
}

/** The commands of a run in which everything is missing, in order, and what each is for. */
export function plannedCommands(plan: AtlasPlan): { command: AtlasCommand; remark?: string }[] {
  const project = plan.projectId ?? '<project-id>';
  const missing = 'where it is missing';
  const byName = [{ command: listProjects(plan) }, { command: createProject(plan), remark: missing }];
  const access = [
    ...(plan.accessList === undefined ? [] : [{ command: listAccess(project) }]),
    {
      command: createAccess(plan, project),
      ...(plan.accessList === undefined ? {} : { remark: missing }),
    },
  ];
  return [
    { command: { args: ['--version'] } },
    { command: { args: ['auth', 'whoami'] } },
    ...(plan.projectId === undefined ? byName : [{ command: describeProject(project) }]),
    { command: describeCluster(plan, project) },
    { command: createCluster(plan, project), remark: missing },
    { command: watchCluster(plan, project), remark: 'until it can be used' },
    ...access,
    { command: describeConnection(plan, project) },
    { command: describeUser(plan, project) },
    {
      command: createUser(plan, project, ''),
      remark: `${missing}; the password goes to its standard input`,
    },
  ];
}
