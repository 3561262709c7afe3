import type { Command } from 'commander';
import { ReplaceLogKey } from '../../transparency/commands/replace-log-key.command.js';
import { GetLogKeys } from '../../transparency/queries/get-log-keys.query.js';
import { withAuditQueries } from '../audit-queries.js';
import { withBuses } from '../command-bus.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import { WrongUsage } from '../failures.js';
import { requireKept } from '../require-kept-key.js';
import type { Terminal } from '../terminal.js';

const HELP = `
Auditors and witnesses pin the first; it verifies checkpoints, receipts and heads of this log. A community that is to
be a witness of it names it in GATEHOUSE_WITNESS_FOR. The second is this community's as a witness of other logs: they
name it, with the URL behind it, in GATEHOUSE_WITNESSES. The public URL is that of the settings.

--replace makes a new key, signed in by the one until now, which is gone then: LogKeyReplaced in the log, from which whoever
knew the old key comes to know the new one. Servers take it up within a second; where several have files of their own,
bring them the new file; until then they go on with the old key and say so. Tell your witnesses, and the logs that you witness.

Examples:
  $ gatehouse log key
  $ gatehouse --json log key
  $ gatehouse log key --replace --yes`;

interface KeyOptions extends DatabaseOption {
  readonly replace?: true;
  readonly yes?: true;
}

export function define(log: Command, terminal: Terminal): void {
  log.description('Is about the transparency log.').addHelpText('after', HELP);
  log
    .command('key')
    .description('Says by which keys others verify what this community signs.')
    .option('--replace', 'make a new one, signed in by the one until now')
    .option('--yes', 'do it: without it nothing is replaced')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: KeyOptions) => key(options, terminal));
}

async function key(options: KeyOptions, terminal: Terminal): Promise<void> {
  if (options.replace) await replace(options);
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

async function replace(options: KeyOptions): Promise<void> {
  if (!options.yes) {
    throw new WrongUsage('--yes replaces the key, and the old one is gone; nothing was done.');
  }
  // A key that was made for this process alone has signed nothing that anybody has seen.
  await withAuditQueries(options, ({ signingKey, config }) => {
    requireKept(signingKey, config);
    return Promise.resolve();
  });
  await withBuses(options, ({ commands, operator }) =>
    commands.execute(new ReplaceLogKey(operator)),
  );
}
