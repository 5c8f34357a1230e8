/** zava plan: what a run would make, without making it. */
import type { Define } from './command.js';

export const define: Define = (command) => {
  command.action(() => {});
};
