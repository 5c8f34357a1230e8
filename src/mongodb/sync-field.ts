/** The field that `zava trigger-sync` sets on documents so that Ditto's connector picks them up; not part of the data. */
export const SYNC_FIELD = '_ditto_sync_triggered';
