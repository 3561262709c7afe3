import type { Command } from 'commander';
import { SYSTEM } from '../../platform/ids.js';
import { GetReceipt } from '../../transparency/queries/get-receipt.query.js';
import { withAuditQueries } from '../audit-queries.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import { WrongUsage } from '../failures.js';
import { requireKept } from '../require-kept-key.js';
import type { Terminal } from '../terminal.js';

const HELP = `
A receipt proves offline, to whoever knows the key of the log, that the event is in it:
\`scripts/gatehouse-verify.mjs receipt <file>\`. The text is what GET /audit/receipts/:position answers.

Examples:
  $ gatehouse audit receipt 4711 > receipt-4711.txt`;

export function defineReceipt(audit: Command, terminal: Terminal): void {
  audit
    .command('receipt')
    .description('Makes a receipt of an event, which proves offline that it is in the log.')
    .argument('<position>', 'where the event stands in the log')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((position: string, options: DatabaseOption) => receipt(position, options, terminal));
}

async function receipt(text: string, options: DatabaseOption, terminal: Terminal): Promise<void> {
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw new WrongUsage(`<position> is ${text}; it must be a position of the log, from 1.`);
  }
  const position = Number(text);
  const receipt = await withAuditQueries(options, ({ queries, signingKey, config }) => {
    requireKept(signingKey, config);
    return queries.execute(new GetReceipt(SYSTEM, position));
  });
  terminal.result(receipt.trimEnd().split('\n'), { ok: true, position, receipt });
}
