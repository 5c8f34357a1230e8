// Writes config/ditto_connector_config.yaml from the model; with --check it only says whether it is up to date.
import { summaryYaml } from '../dist/src/tools/ditto/connector/summary.js';
import { writeOrCheck } from './made-file.mjs';

writeOrCheck(
  'config/ditto_connector_config.yaml',
  summaryYaml({ database: 'zava', profile: 'uuid' }),
  'src/core/model',
);
