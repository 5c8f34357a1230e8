/** Whether what a caller hands over is a dataset. */
import { SettingsError } from '../errors.js';
import { kindOf } from './checks.js';
import type { Dataset } from './dataset.js';

/** By what it can do, as it may come from another copy of this package. */
export function isDataset(value: unknown): value is Dataset {
  const { ready, settings, collection } = (value ?? {}) as Partial<Dataset>;
  return [ready, settings, collection].every((method) => typeof method === 'function');
}

/** @throws SettingsError */
export function checkDataset(value: unknown): void {
  if (isDataset(value)) return;
  throw new SettingsError(`dataset is ${kindOf(value)}; allowed is a dataset made by createDataset.`);
}
