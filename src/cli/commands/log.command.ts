import type { Command } from 'commander';
import { GetLogKeys } from '../../transparency/queries/get-log-keys.query.js';
import { withAuditQueries } from '../audit-queries.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import { requireKept } from '../require-kept-key.js';
import type { Terminal } from '../terminal.js';

const HELP = `
Auditors and witnesses pin the first; it verifies checkpoints, receipts and heads of this log. A community that is to
be a witness of it names it in GATEHOUSE_WITNESS_FOR. The second is this community's as a witness of other logs: they
name it, with the URL behind it, in GATEHOUSE_WITNESSES. The public URL is that of the settings.

Examples:
  $ gatehouse log key
  $ gatehouse --json log key`;

export function define(log: Command, terminal: Terminal): void {
  log.description('Is about the transparency log.').addHelpText('after', HELP);
  log
    .command('key')
    .description('Says by which keys others verify what this community signs.')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: DatabaseOption) => key(options, terminal));
}

async function key(options: DatabaseOption, terminal: Terminal): Promise<void> {
  const found = await withAuditQueries(options, async ({ queries, signingKey, config }) => {
    requireKept(signingKey, config);
    const keys = await queries.execute(new GetLogKeys());
    return { ...keys, witness_url: `${config.publicUrl}/witness` };
  });
  const { log, witness, witness_url } = found;
  terminal.result(
    [
      'The log, for whoever verifies it:',
      log,
      'As a witness of others:',
      `${witness} ${witness_url}`,
    ],
    { ok: true, ...found },
  );
}
