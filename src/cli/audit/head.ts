import type { Command } from 'commander';
import { GetHead } from '../../transparency/queries/get-head.query.js';
import { withAuditQueries } from '../audit-queries.js';
import { columns } from '../columns.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import { requireKept } from '../require-kept-key.js';
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
    requireKept(signingKey, config);
    return queries.execute(new GetHead());
  });
  const { checkpoint, ...head } = signed;
  const facts = columns(Object.entries(head).map(([name, value]) => [name, String(value)]));
  terminal.result([...facts, '', ...checkpoint.trimEnd().split('\n')], { ok: true, ...signed });
}
