import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

/**
 * Writes to the file that `TEST_REPORT` names what became of each suite:
 * `[{ project, path, seconds, passed, failures: [{ name, message }] }]`.
 */
export default class ReportReporter {
  suites = [];

  constructor({ rootDir }) {
    this.rootDir = rootDir;
  }

  onTestResult({ context, path }, { numPassingTests, perfStats, testResults, failureMessage }) {
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
    this.suites.push({
      project: context.config.displayName?.name ?? '',
      path: relative(this.rootDir, path),
      seconds: (perfStats.end - perfStats.start) / 1000,
      passed: numPassingTests,
      failures,
    });
  }

  onRunComplete() {
    if (process.env.TEST_REPORT)
      writeFileSync(process.env.TEST_REPORT, JSON.stringify(this.suites));
  }
}
