import type { Command } from 'commander';
import { AuditPageQuery } from '../../audit/queries.dto.js';
import { GetDiff, type Change } from '../../audit/queries/get-diff.query.js';
import { checkedInput } from '../../http/validation.js';
import { SYSTEM } from '../../platform/ids.js';
import { withAuditQueries } from '../audit-queries.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import { momentIn } from '../moment.js';
import type { Terminal } from '../terminal.js';
import { shownValue } from './event-lines.js';

const HELP = `
Of invites, people, roles and the settings: each that was not the same at both moments, with the fields that changed. With
--json it is what GET /audit/diff answers.

Examples:
  $ gatehouse audit diff --from 2026-11-22T10:00:00Z
  $ gatehouse audit diff --from 4000 --to 4711
  $ gatehouse --json audit diff --from 4000 --to 2026-11-22T10:00:00Z`;

interface DiffOptions extends DatabaseOption {
  readonly from: string;
  readonly to?: string;
  readonly after?: string;
  readonly limit?: string;
}

export function defineDiff(audit: Command, terminal: Terminal): void {
  audit
    .command('diff')
    .description('Shows what was different at two moments.')
    .requiredOption('--from <moment>', 'the earlier one: a position of the log, or a time')
    .option('--to <moment>', 'the later one; now without it')
    .option('--after <position>', 'where the page before ended')
    .option('--limit <number>', 'how many that differ, up to 1000; 100 without it')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: DiffOptions) => diff(options, terminal));
}

async function diff(
  { from, to, after, limit, ...options }: DiffOptions,
  terminal: Terminal,
): Promise<void> {
  const earlier = await momentIn('--from', from);
  const later = to === undefined ? {} : await momentIn('--to', to);
  const found = await withAuditQueries(options, async ({ queries }) => {
    const page = await checkedInput(AuditPageQuery, {
      after,
      ...(limit !== undefined && { limit }),
    });
    return queries.execute(new GetDiff(SYSTEM, earlier, later, page.after, page.limit));
  });
  const { changes, next_cursor } = found;
  terminal.result(
    [
      `From position ${found.from.position}, ${found.from.at}, to ${found.to.position}, ${found.to.at}:`,
      ...(changes.length === 0 ? ['Nothing is different.'] : changes.flatMap(linesOf)),
      ...(next_cursor === null ? [] : [`More: --after ${next_cursor}`]),
    ],
    { ok: true, ...found },
  );
}

function linesOf({ stream, before, after, changed }: Change): readonly string[] {
  const added = before === null ? ', new' : '';
  const gone = after === null ? ', gone' : '';
  return [
    `${stream}${added}${gone}`,
    ...changed
      .map((name) => [name, valueIn(before, name), valueIn(after, name)] as const)
      // What is new has many fields that say nothing.
      .filter(([, was, is]) => was !== is)
      .map(([name, was, is]) => `  ${name}: ${was} -> ${is}`),
  ];
}

function valueIn(state: object | null, name: string): string {
  const value = state === null ? null : (state as Readonly<Record<string, unknown>>)[name];
  return value === null || value === undefined ? '-' : shownValue(value);
}
