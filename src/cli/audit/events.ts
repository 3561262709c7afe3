import type { Command } from 'commander';
import type { EventView } from '../../audit/event-view.js';
import { FindEventsQuery } from '../../audit/queries.dto.js';
import { FindEvents, type EventFilter } from '../../audit/queries/find-events.query.js';
import { SYSTEM } from '../../platform/ids.js';
import { namesSomebody } from '../../identity/public-key.js';
import { withAuditQueries, type AuditQueries } from '../audit-queries.js';
import { checkedOptions } from '../checked-options.js';
import { columns } from '../columns.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import { WrongUsage } from '../failures.js';
import { momentIn } from '../moment.js';
import type { Terminal } from '../terminal.js';
import { inOneLine } from './event-lines.js';

const HELP = `
Filters that are given together must all be met. With --json each event is one line of JSON, as in
GET /audit/events, and nothing else is written to standard output.

Examples:
  $ gatehouse audit events --order desc --limit 20
  $ gatehouse audit events --user 6ASf5EcmmEHTgDJ4X4ZT5vT6iHVJBXPg5AN5YoTCpGWt --from 4000 --to 4711
  $ gatehouse --json audit events --type InviteConsumed --all > consumed.ndjson`;

const DEFAULT_LIMIT = 100;
/** The most that one query answers. */
const PAGE = 1000;

interface EventsOptions extends DatabaseOption {
  readonly type?: string;
  readonly stream?: string;
  readonly actor?: string;
  readonly invite?: string;
  readonly user?: string;
  readonly from?: string;
  readonly to?: string;
  readonly order?: string;
  readonly after?: string;
  readonly limit?: string;
  readonly all?: boolean;
}

export function defineEvents(audit: Command, terminal: Terminal): void {
  audit
    .command('events')
    .description('Lists events of the log, all or those that meet the filters.')
    .option('--type <type>', 'e.g. MemberJoined')
    .option('--stream <stream>', 'e.g. server, invite-Ab3xK9Qz')
    .option('--actor <user id>', 'who did it; system for the process itself')
    .option('--invite <code>', 'of this invite, or naming it')
    .option('--user <who>', 'about or by a person: a public key, or a user id')
    .option('--from <moment>', 'from a position of the log, or a time, on')
    .option('--to <moment>', 'up to a position of the log, or a time')
    .option('--order <order>', 'asc, as they happened, or desc; asc without it')
    .option('--after <position>', 'where the last listing ended')
    .option('--limit <number>', `how many at the most; ${DEFAULT_LIMIT} without it`)
    .option('--all', 'without a limit')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((options: EventsOptions) => events(options, terminal));
}

async function events(options: EventsOptions, terminal: Terminal): Promise<void> {
  const limit = limitIn(options);
  const { person, filter: others, order, after } = await askedIn(options);
  await withAuditQueries(options, async (audit) => {
    const user = person === undefined ? undefined : audit.userIds.userIn(person);
    const filter = { ...others, user };
    let listed = 0;
    let next: number | undefined = after;
    for (;;) {
      terminal.signal.throwIfAborted();
      const page = await pageOf(audit, filter, order, next, Math.min(PAGE, limit - listed));
      say(page.events, listed === 0, terminal);
      listed += page.events.length;
      if (page.next_cursor === null) break;
      next = Number(page.next_cursor);
      if (listed >= limit) {
        if (!terminal.json) terminal.lines([`More: --after ${page.next_cursor}`]);
        break;
      }
      // Lets signals through.
      await new Promise(setImmediate);
    }
    if (listed === 0 && !terminal.json) terminal.warn('There is no such event.');
  });
}

function pageOf(
  { queries }: AuditQueries,
  filter: EventFilter,
  order: 'asc' | 'desc',
  after: number | undefined,
  limit: number,
) {
  return queries.execute(new FindEvents(SYSTEM, filter, order, after, limit));
}

function limitIn({ limit, all }: EventsOptions): number {
  if (all === true) {
    if (limit === undefined) return Number.MAX_SAFE_INTEGER;
    throw new WrongUsage('Give either --limit or --all.');
  }
  if (limit === undefined) return DEFAULT_LIMIT;
  if (!/^[1-9]\d{0,14}$/.test(limit)) throw new WrongUsage(`--limit is ${limit}; it is a number.`);
  return Number(limit);
}

async function askedIn({ from, to, user: person, ...options }: EventsOptions) {
  const begin = from === undefined ? {} : await momentIn('--from', from);
  const end = to === undefined ? {} : await momentIn('--to', to);
  if (person !== undefined && !namesSomebody(person)) {
    throw new WrongUsage(`${person} is neither a public key in base58 nor a user id.`);
  }
  const { type, stream, actor, invite, order, after } = await checkedOptions(FindEventsQuery, {
    type: options.type,
    stream: options.stream,
    actor: options.actor,
    invite: options.invite,
    ...(options.order !== undefined && { order: options.order }),
    after: options.after,
  });
  const times = { from: begin.at, to: end.at, first: begin.position, last: end.position };
  return { person, filter: { type, stream, actor, invite, ...times }, order, after };
}

function say(found: readonly EventView[], isFirst: boolean, terminal: Terminal): void {
  if (terminal.json) return terminal.lines(found.map((event) => JSON.stringify(event)));
  const heading = ['POSITION', 'TIME', 'EVENT', 'STREAM', 'ACTOR', 'WHAT'];
  const rows = columns([heading, ...found.map(cells)]);
  if (found.length > 0) terminal.lines(isFirst ? rows : rows.slice(1));
}

function cells(event: EventView): readonly string[] {
  const { position, at, type, stream, actor } = event;
  return [String(position), at, type, stream, actor, inOneLine(event)];
}
