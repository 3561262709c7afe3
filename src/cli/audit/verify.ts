import type { Command } from 'commander';
import type { ChainReport } from '../../event-store/verify-chain.js';
import { checkChain } from '../check-community.js';
import { communityOf, DATABASE_OPTION, openStored, type DatabaseOption } from '../databases.js';
import { refusedAs, SaidInResult, WrongUsage } from '../failures.js';
import { counted, type Terminal } from '../terminal.js';
import { headFinding, pinnedHead, signatureFinding, type Finding } from './pinned-head.js';
import { verifyFile } from './verify-file.js';

const HELP = `
Recomputes the hash chain of the database, or with --file of an export, and says at which position it breaks. A chain
that was rewritten with all its hashes holds; a head that was kept elsewhere (\`audit head\`) shows it. An export is
verified by scripts/gatehouse-verify.mjs, which needs nothing of Gatehouse: give it to whoever trusts nobody.

Exit codes: 0 intact, 1 not intact, or it cannot be looked at; with --file 5 when it is intact as far as can be seen:
lines are masked, or it begins in the middle of the log.

Examples:
  $ gatehouse audit verify
  $ gatehouse audit verify --head heads/2026-11-24.json --key A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=
  $ gatehouse audit verify --file log.ndjson --head heads/2026-11-24.json`;

export interface VerifyOptions extends DatabaseOption {
  readonly file?: string;
  readonly head?: readonly string[];
  readonly key?: string;
}

export function defineVerify(audit: Command, terminal: Terminal): void {
  audit
    .command('verify')
    .description('Recomputes the chain of the log, or of an export.')
    .option('--file <export>', 'an export, instead of the database')
    .option(
      '--head <head>',
      'a head that was kept, as a file or as its JSON; may be given more than once',
      (head: string, others: readonly string[] | undefined) => [...(others ?? []), head],
    )
    .option('--key <key>', 'the public key in base64 that must have signed the heads')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: VerifyOptions) => verify(options, terminal));
}

async function verify(options: VerifyOptions, terminal: Terminal): Promise<void> {
  const { file, head: heads = [], key } = options;
  if (key !== undefined && heads.length === 0) {
    throw new WrongUsage('--key says who must have signed a head; give one with --head.');
  }
  if (file === undefined) return verifyDatabase(options, terminal);
  if (options.database !== undefined) throw new WrongUsage('Give either --file or --database.');
  return verifyFile({ file, heads, key }, terminal);
}

async function verifyDatabase(options: VerifyOptions, terminal: Terminal): Promise<void> {
  const { head: given = [], key } = options;
  const heads = given.map(pinnedHead);
  const { address, named } = communityOf(options);
  const log = await refusedAs(named, () => openStored(address));
  try {
    const end = await log.head();
    const report = await refusedAs(named, () => checkChain(log, terminal));
    let finding = heads.map((head) => signatureFinding(head, key)).find(Boolean);
    finding ??= chainFinding(report, end.position);
    for (const head of heads) finding ??= await headFinding(head, log, report);
    const head = { position: report.head.position, hash: report.head.hash.toString('hex') };
    const first_bad_position = finding?.position ?? null;
    terminal.result(
      finding
        ? [`NOT INTACT at position ${finding.position}: ${finding.why}.`]
        : [
            `Intact: ${counted(report.checked)} events. The head:`,
            `${head.position} ${head.hash}`,
            ...heads.map(({ position, at }) => `Agrees with the head at ${position}, of ${at}.`),
          ],
      {
        ok: finding === undefined,
        checked: report.checked,
        head,
        first_bad_position,
        ...(finding && { why: finding.why }),
      },
    );
    if (finding) throw new SaidInResult();
  } finally {
    await log.close();
  }
}

function chainFinding(
  { ok, head, firstBadPosition }: ChainReport,
  end: number,
): Finding | undefined {
  if (!ok) {
    return {
      position: firstBadPosition ?? head.position + 1,
      why: 'the event, its hash or its position is not what the chain says',
    };
  }
  if (head.position === end) return undefined;
  return { position: head.position + 1, why: 'the end of the log is missing' };
}
