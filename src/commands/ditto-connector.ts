/** zava ditto connector. */
import type { Define } from './command.js';

export const defineConnector: Define = (command) => {
  command.action(() => {
    throw new Error('under construction');
  });
};
