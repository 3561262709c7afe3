import type { Command } from 'commander';
import { GetHead } from '../../transparency/queries/get-head.query.js';
import { withAuditQueries } from '../audit-queries.js';
import { columns } from '../columns.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import { Failure } from '../failures.js';
import type { Terminal } from '../terminal.js';

const HELP = `
Keep it where the server cannot reach: \`audit verify --head\` and \`scripts/gatehouse-verify.mjs export --head\` tell whether the
log is still the one that it is of. With --json it is what GET /audit/head answers.

Examples:
  $ gatehouse audit head
  $ gatehouse --json audit head > heads/2026-11-24.json`;

export function defineHead(audit: Command, terminal: Terminal): void {
  audit
    .command('head')
    .description('Says where the log ends, signed.')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: DatabaseOption) => head(options, terminal));
}

async function head(options: DatabaseOption, terminal: Terminal): Promise<void> {
  const signed = await withAuditQueries(options, ({ queries, signingKey, config }) => {
    if (signingKey.isNew) {
      const where = config.signingKeyFile ?? 'the database';
      throw new Failure(
        `There is no signing key in ${where}: a start makes it; GATEHOUSE_SIGNING_KEY_FILE names another.`,
      );
    }
    return queries.execute(new GetHead());
  });
  terminal.result(columns(Object.entries(signed).map(([name, value]) => [name, String(value)])), {
    ok: true,
    ...signed,
  });
}
