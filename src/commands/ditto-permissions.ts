/** zava ditto permissions. */
import type { Define } from './command.js';

export const definePermissions: Define = (command) => {
  command.action(() => {
    throw new Error('under construction');
  });
};
