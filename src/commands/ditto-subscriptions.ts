/** zava ditto subscriptions. */
import type { Define } from './command.js';

export const defineSubscriptions: Define = (command) => {
  command.action(() => {
    throw new Error('under construction');
  });
};
