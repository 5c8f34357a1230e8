// Prints `N passed, N failed` from vitest's JSON report, alone on the last line, and fails where anything failed.
import { readFileSync } from 'node:fs';

const [report, otherFailures] = process.argv.slice(2);
let passed = 0;
let failed = Number(otherFailures);
try {
  const { numPassedTests, numTotalTests } = JSON.parse(readFileSync(report, 'utf8'));
  passed = numPassedTests;
  // Whatever did not pass counts: a test that was skipped proves nothing.
  failed = Math.max(failed, numTotalTests - numPassedTests);
} catch (error) {
  console.error(`The tests left no report: ${error.message}`);
  failed = Math.max(failed, 1);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
