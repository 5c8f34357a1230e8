/** zava ditto check. */
import type { Define } from './command.js';

export const defineCheck: Define = (command) => {
  command.action(() => {
    throw new Error('under construction');
  });
};
