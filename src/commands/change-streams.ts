/** zava change-streams: each part is loaded when it is called. */
import { group } from './group.js';

export const define = group('change-streams', {
  enable: async () => (await import('./change-streams-enable.js')).defineEnable,
  verify: async () => (await import('./change-streams-verify.js')).defineVerify,
});
