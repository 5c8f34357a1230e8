/** The whole configuration in the format of the original plan, for people to read: no program of Ditto's takes it. */
import { Document, Scalar } from 'yaml';
import { dittoIdOf } from '../../../core/model/ditto.js';
import { COLLECTION_NAMES, MODELS } from '../../../core/model/index.js';
import { command, option } from '../../../core/options/table.js';
import type { ConnectorRequest } from './mappings.js';

/** The plan says `single_field` also where the field has the value of `_id`, which is the same id as `match_ids`. */
function idMapping(fields: readonly string[]) {
  const [field, ...others] = fields;
  if (others.length > 0) return { mode: 'multiple_fields', fields };
  return field === '_id' ? { mode: 'match_ids' } : { mode: 'single_field', field };
}

/** As data. What only its user knows stands there as the name of a variable of .env. */
export function connectorSummary({ database, profile }: ConnectorRequest) {
  return {
    connector_version: 1.0,
    mongodb: { connection_string: `\${MONGODB_CONNECTION_STRING}`, database },
    ditto: {
      app_id: `\${DITTO_APP_ID}`,
      api_key: `\${DITTO_API_KEY}`,
      endpoint: 'https://cloud.ditto.live',
    },
    collections: COLLECTION_NAMES.map((name) => {
      const fields = dittoIdOf(MODELS[name], profile);
      return fields === undefined
        ? { name, sync_enabled: false }
        : { name, id_mapping: idMapping(fields), sync_enabled: true };
    }),
    settings: {
      initial_sync: true,
      rate_limit_per_second: 100,
      batch_size: 1000,
      retry_strategy: { max_retries: 3, backoff_multiplier: 2 },
    },
  };
}

const COMMENT = ` A description for people. No program of Ditto's reads this file: the connector of Ditto's cloud is configured in
 its portal by hand, and the operator's by a Kubernetes resource:
   ${command('ditto connector', option('target', 'portal')).typed}     the checklist for a person
   ${command('ditto connector').typed}                     the resource
 The words are those of the original plan. Where single_field names what _id is, too, the connector is told Match IDs; of
 the settings it has the initial sync alone, for each collection, and neither rates nor retries.
 Made from src/core/model by \`make docs\`: change it there.`;

/** As YAML, the content of config/ditto_connector_config.yaml. */
export function summaryYaml(request: ConnectorRequest): string {
  const document = new Document(connectorSummary(request));
  document.commentBefore = COMMENT;
  const version = document.get('connector_version', true);
  if (version instanceof Scalar) version.minFractionDigits = 1;
  return document.toString({ lineWidth: 0 });
}
