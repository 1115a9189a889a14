import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import TestRunner from 'jest-runner';
import { roundsOf } from './suites.mjs';
import { restartTestStack, keepLogs } from './test-stack.mjs';

/**
 * Runs the suites round by round. For `npm test` a failed suite runs once more, alone, at the end, on a fresh stack.
 * Jest then counts the second run only. A suite that passes it carries its first failure as `flaky`.
 */
export default class RoundsRunner extends TestRunner {
  #again = Boolean(process.env.PEAJE_RUN_FAILED_AGAIN);
  /** By the path of the suite. */
  #failed = new Map();

  on(event, listener) {
    if (event === 'test-file-start') {
      // Jest was not told of the end of the first run, so the second start would be a suite too many.
      return super.on(event, (data) => this.#failed.has(data[0].path) || listener(data));
    }
    if (event === 'test-file-success' || event === 'test-file-failure')
      return super.on(event, (data) => this.#judge(data, listener));
    return super.on(event, listener);
  }

  async runTests(tests, watcher, options) {
    for (const round of roundsOf(tests))
      await super.runTests(round.tests, watcher, { ...options, serial: options.serial || round.alone });
    if (this.#failed.size === 0 || watcher.isInterrupted()) return;
    process.stdout.write(
      `\nAgain, alone: ${[...this.#failed.values()].map(({ test }) => nameOf(test)).join(', ')}\n`,
    );
    await restartTestStack();
    for (const { test } of this.#failed.values())
      await super.runTests([test], watcher, { ...options, serial: true });
  }

  #judge(data, listener) {
    const [test, outcome] = data;
    const failure = firstFailure(outcome);
    const before = this.#failed.get(test.path);
    if (failure) keepLogs();
    if (failure && this.#again && !before) {
      this.#failed.set(test.path, { test, failure });
      const said = outcome.failureMessage ?? outcome.stack ?? outcome.message;
      process.stdout.write(`FAIL, and runs again at the end: ${nameOf(test)}\n${said}\n`);
      return;
    }
    if (before && !failure) outcome.flaky = `${nameOf(test)}: ${before.failure}`;
    return listener(data);
  }
}

const nameOf = ({ context, path }) => relative(context.config.rootDir, path);

const lineOf = (text) =>
  stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '') ?? '';

/** In a line: which test, and how. Undefined for a suite that passed. */
function firstFailure({ testResults, testExecError, failureMessage, message }) {
  const failed = testResults?.find(({ status }) => status === 'failed');
  if (failed) return `${failed.fullName}: ${lineOf(failed.failureMessages[0] ?? '')}`;
  if (testExecError || !testResults) return lineOf(testExecError?.message ?? message ?? failureMessage ?? '');
  return undefined;
}
