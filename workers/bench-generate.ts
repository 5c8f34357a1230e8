/** A thread of `zava bench generate`; what it measures stands in src/tools/bench/generate/jobs.ts. */
export { runJob as default } from '../src/tools/bench/generate/jobs.js';
