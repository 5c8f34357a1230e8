// Prints `N passed, N failed` alone on the last line, and fails where anything failed.
//   count-tests.mjs REPORT STATUS   of vitest's JSON report and its exit status
//   count-tests.mjs                 where no test was run, as something before the tests failed
import { readFileSync } from 'node:fs';

/** A run that failed counts as one failure at least: an error outside of all tests is in no test's result. */
function count(report, status) {
  const least = status === '0' ? 0 : 1;
  try {
    const { numPassedTests, numTotalTests } = JSON.parse(readFileSync(report, 'utf8'));
    // Whatever did not pass counts: a test that was skipped proves nothing.
    return { passed: numPassedTests, failed: Math.max(least, numTotalTests - numPassedTests) };
  } catch (error) {
    console.error(`The tests left no report: ${error.message}`);
    return { passed: 0, failed: 1 };
  }
}

const [report, status] = process.argv.slice(2);
const { passed, failed } = report === undefined ? { passed: 0, failed: 1 } : count(report, status);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
