/** zava ditto connector: what Ditto's MongoDB connector is to be told, which nothing of it takes in one form. */
import type { Command } from 'commander';
import { checked } from '../core/options/kinds.js';
import { OPTIONS, option } from '../core/options/table.js';
import type { ConnectorRequest } from '../tools/ditto/connector/mappings.js';
import { dataBridge, operatorYaml, secretStub } from '../tools/ditto/connector/operator.js';
import { portalChecklist, portalSteps } from '../tools/ditto/connector/portal.js';
import { connectorSummary, summaryYaml } from '../tools/ditto/connector/summary.js';
import { type Define, prepare } from './command.js';
import { addOptions, type FlagsOf, OUTPUT } from './options.js';

const FLAGS = [
  'target',
  ['inventory', 'store-product or uuid: what the id of an inventory row is in Ditto; uuid in a summary'],
  'database',
  ['config', 'a YAML file with settings, which may name the database'],
  ...OUTPUT,
] as const;

type Flags = FlagsOf<(typeof FLAGS)[number]>;

type TargetName = NonNullable<(typeof OPTIONS)['target']['kind']['type']>;

/** A configuration for people or for a program, and as data. */
interface Target {
  readonly text: (request: ConnectorRequest) => string;
  readonly data: (request: ConnectorRequest) => unknown;
}

const TARGETS: Readonly<Record<TargetName, Target>> = {
  operator: { text: operatorYaml, data: (request) => [dataBridge(request), secretStub()] },
  portal: { text: portalChecklist, data: portalSteps },
  summary: { text: summaryYaml, data: connectorSummary },
};

export const defineConnector: Define = (command, context) => {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      `
Targets:
  operator  a Kubernetes resource, BigPeerDataBridge, and the stub of its Secret, for a Ditto server of your own
  portal    a checklist for a person, as the connector of Ditto's cloud takes no file
  summary   everything in the original plan's format: a description that no program of Ditto's reads

Examples:
  npx zava ditto connector > bridge.yaml
  npx zava ditto connector --target portal --inventory uuid

Nothing is asked of a server, and no password is printed. product_embeddings is never synced.`,
    )
    .action(async (flags: Flags, command: Command) => {
      const target = checked(OPTIONS.target.kind, option('target'), flags.target);
      const inventory = checked(OPTIONS.inventory.kind, option('inventory'), flags.inventory);
      // The original plan, whose format the summary has, matches ids.
      const isDefault = command.getOptionValueSource('inventory') === 'default';
      const profile = target === 'summary' && isDefault ? 'uuid' : inventory;
      const { settings, screen } = await prepare(flags, context);
      const request = { database: settings.database, profile };
      const { text, data } = TARGETS[target];
      screen.json({
        ...{ command: 'ditto connector', target, inventory: profile, database: settings.database },
        configuration: data(request),
      });
      screen.say(text(request).trimEnd());
    });
};
