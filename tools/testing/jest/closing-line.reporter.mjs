import { writeFileSync } from 'node:fs';

/**
 * Ends a run with one plain line for people and machines, and a line for each suite that passed only in its second run.
 * `tools/run-tests.mjs` asks for these lines in a file, and prints them at the very end.
 */
export default class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    const { numFailedTests, numRuntimeErrorTestSuites, runExecError, testResults } = results;
    const failed = numFailedTests + numRuntimeErrorTestSuites + (runExecError ? 1 : 0);
    const flaky = testResults.flatMap(({ flaky }) => flaky ?? []);
    const closing = [
      `${results.numPassedTests} passed, ${failed} failed`,
      ...flaky.map((one) => `FLAKY ${one}`),
    ];
    const file = process.env.PEAJE_CLOSING_FILE;
    if (file) writeFileSync(file, JSON.stringify(closing));
    else process.stdout.write(`\n${closing.join('\n')}\n`);
  }
}
