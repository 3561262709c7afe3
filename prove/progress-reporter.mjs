/** Says each test as it ends: jest itself shows those of a suite when all of them have ended. */
export default class ProgressReporter {
  onTestCaseResult(_test, { status, title, duration }) {
    if (status !== 'passed' && status !== 'failed') return;
    process.stderr.write(`  ${status} after ${Math.round(duration / 1000)} s: ${title}\n`);
  }
}
