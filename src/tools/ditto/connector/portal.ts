/** What a person enters in Ditto's portal, screen by screen: the connector of Ditto's cloud takes no file. */
import { DEFAULT_DITTO_PROFILE } from '../../../core/model/ditto.js';
import { COLLECTION_NAMES } from '../../../core/model/index.js';
import type { CommandName } from '../../../core/options/commands.js';
import { command, option } from '../../../core/options/table.js';
import { type ConnectorRequest, type Mapping, mappingsOf, matchesIds } from './mappings.js';

export interface ChecklistStep {
  readonly title: string;
  /** Where its names come from: Ditto's documentation, or somebody who runs a connector; zava's own words otherwise. */
  readonly source?: 'documented' | 'reported';
  readonly items: readonly string[];
}

/** As a collection's entry is to be filled in. */
const entered = (mapping: Mapping): string =>
  `${mapping.collection}: ${matchesIds(mapping) ? 'Match IDs' : `Map fields to Ditto ID: ${mapping.fields.join(', ')}`}; initial sync on`;

/** The steps in their order. */
export function portalSteps({ database, profile }: ConnectorRequest): readonly ChecklistStep[] {
  const mappings = mappingsOf(profile);
  const synced = new Set<string>(mappings.map(({ collection }) => collection));
  const others = COLLECTION_NAMES.filter((name) => !synced.has(name));
  const typed = (name: CommandName) => command(name, option('database', database)).typed;
  const dittoCheck = command(
    'ditto check',
    option('database', database),
    ...(profile === DEFAULT_DITTO_PROFILE ? [] : [option('inventory', profile)]),
  ).typed;
  return [
    {
      title: 'Before the portal',
      items: [
        'the organization has the connector: it is for paying customers, on request, so ask early',
        `a MongoDB user of its own with readWrite on ${database}`,
        `${typed('check')} finds MongoDB 7.0.13, 8.0 or newer, a replica set`,
        `${typed('change-streams verify')} passes`,
        `${dittoCheck} finds nothing`,
      ],
    },
    {
      title: 'portal.ditto.live: the app, Settings, MongoDB Connector, Configure',
      source: 'reported',
      items: [
        'copy the IP addresses shown there into the access list of the cluster; without them it waits for ever',
        `connection string: mongodb+srv://USER:PASSWORD@HOST/ with that user, its password URL-encoded (${command('encode-password').typed})`,
        `database: ${database}`,
      ],
    },
    {
      title: 'One entry for each collection',
      source: 'documented',
      items: [
        ...mappings.map(entered),
        `no entry for ${others.join(', ')}: it stays in MongoDB`,
        "strict mode as in the apps: the connector has it on unless told otherwise, Ditto's SDK 5 has it off, and where they differ neither sees what the other means by an object; find the switch, or ask Ditto for it, before the first sync",
      ],
    },
    {
      title: 'Save',
      source: 'reported',
      items: [
        'the state goes from Pending to Running; Running alone does not prove that changes flow',
        'change one document in MongoDB, and see it in the portal or on a device; then the other way round',
        `${dittoCheck} finds no __ditto_unsynced_documents`,
        'note date and settings where the team keeps them: nothing else holds a copy of what was entered',
      ],
    },
  ];
}

const TITLES = { documented: " (by Ditto's documentation)", reported: ' (as reported)' };

/** As a checklist in Markdown. */
export function portalChecklist(request: ConnectorRequest): string {
  const { database, profile } = request;
  const steps = portalSteps(request).map(({ title, source, items }, i) =>
    [
      `## ${i + 1}. ${title}${source === undefined ? '' : TITLES[source]}`,
      '',
      ...items.map((item) => `- [ ] ${item}`),
      '',
    ].join('\n'),
  );
  return `# Ditto's MongoDB connector in the portal: database ${database}, inventory by ${profile}

No file configures this connector; a person enters what follows. Nobody has tried this list on the real portal: names of
screens are those of Ditto's documentation or of somebody who runs a connector, as each step says, and may have changed.
Decide on the ids now: under other ones every document would be another one in Ditto.

${steps.join('\n')}`;
}
