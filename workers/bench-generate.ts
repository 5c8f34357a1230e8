/** A thread of `zava bench generate`; what it measures stands in src/bench/generate/jobs.ts. */
export { runJob as default } from '../src/bench/generate/jobs.js';
