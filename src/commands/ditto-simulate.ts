/** zava ditto simulate. */
import type { Define } from './command.js';

export const defineSimulate: Define = (command) => {
  command.action(() => {
    throw new Error('under construction');
  });
};
