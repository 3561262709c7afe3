/** Says last, where nobody overlooks it, which suites were skipped, and for want of what. */
export default class SkippedReporter {
  constructor(_config, { missing } = {}) {
    this.missing = missing;
  }

  onRunComplete(_contexts, { testResults }) {
    const lines = [...this.reasonsIn(testResults)].map(
      ([reason, tests]) => `Skipped: ${tests} tests: ${reason}`,
    );
    if (this.missing !== undefined) {
      lines.push(`Skipped: all suites on PostgreSQL: ${this.missing}, at TEST_POSTGRES_URL`);
    }
    if (lines.length > 0) process.stderr.write(`\n${lines.join('\n')}\n`);
  }

  /** How many tests stand in a `describe` whose name ends in why it is skipped. */
  reasonsIn(suites) {
    const reasons = new Map();
    for (const { ancestorTitles, status } of suites.flatMap(({ testResults }) => testResults)) {
      const [, reason] = /\(skipped: (.*)\)$/.exec(ancestorTitles.join(' ')) ?? [];
      if (status !== 'pending' || reason === undefined) continue;
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    return reasons;
  }
}
