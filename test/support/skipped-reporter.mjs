/** Says last, where nobody overlooks it, that there was no PostgreSQL to test on. */
export default class SkippedReporter {
  constructor(_config, { missing }) {
    this.missing = missing;
  }

  onRunComplete() {
    if (this.missing === undefined) return;
    process.stderr.write(
      `\nSkipped: all suites on PostgreSQL, as there is none at TEST_POSTGRES_URL: ${this.missing}\n`,
    );
  }
}
