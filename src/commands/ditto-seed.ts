/** zava ditto seed. */
import type { Define } from './command.js';

export const defineSeed: Define = (command) => {
  command.action(() => {
    throw new Error('under construction');
  });
};
