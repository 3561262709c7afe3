import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';

/**
 * Writes to the file that `TEST_REPORT` names what happens in a run, line by line as it happens, so that a run which
 * is killed has told what it was at. `report.mjs` reads it.
 */
export default class ReportReporter {
  constructor({ rootDir }) {
    this.rootDir = rootDir;
  }

  onTestFileStart(test) {
    this.write('began', this.nameOf(test));
  }

  onTestCaseStart(test, { fullName }) {
    this.write('testing', { ...this.nameOf(test), name: fullName });
  }

  onTestFileResult(test, { numPassingTests, perfStats, testResults, failureMessage }) {
    const failures = testResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => ({
        name: fullName,
        message: failureMessages.join('\n'),
      }));
    // A suite can fail as a whole, before or after its tests.
    if (failures.length === 0 && failureMessage) {
      failures.push({ name: 'the suite itself', message: failureMessage });
    }
    const pending = testResults.filter(({ status }) => status !== 'passed' && status !== 'failed');
    this.write('ended', {
      ...this.nameOf(test),
      seconds: (perfStats.end - perfStats.start) / 1000,
      passed: numPassingTests,
      pending: pending.map(({ fullName }) => fullName),
      failures,
    });
  }

  onRunComplete() {
    this.write('complete', true);
  }

  nameOf({ context, path }) {
    return {
      project: context.config.displayName?.name ?? '',
      path: relative(this.rootDir, path),
    };
  }

  write(what, told) {
    if (!process.env.TEST_REPORT) return;
    appendFileSync(process.env.TEST_REPORT, `${JSON.stringify({ [what]: told })}\n`);
  }
}
