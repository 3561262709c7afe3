import type { QueryBus } from '@nestjs/cqrs';
import type { Command } from 'commander';
import { AuditPageQuery } from '../../audit/queries.dto.js';
import { GetInviteStory } from '../../audit/queries/get-invite-story.query.js';
import { GetMemberStory } from '../../audit/queries/get-member-story.query.js';
import { GetRoleStory } from '../../audit/queries/get-role-story.query.js';
import { GetServerStory } from '../../audit/queries/get-server-story.query.js';
import type { Story, StoryAsked } from '../../audit/stories.js';
import { isRoleId, SYSTEM, type UserId } from '../../platform/ids.js';
import { Refusal } from '../../platform/refusal.js';
import { checkedInput } from '../../http/validation.js';
import { withAuditQueries } from '../audit-queries.js';
import { columns } from '../columns.js';
import { DATABASE_OPTION, type DatabaseOption } from '../databases.js';
import { EXIT, Failure } from '../failures.js';
import { momentIn } from '../moment.js';
import type { Terminal } from '../terminal.js';
import { inOneLine, shownValue } from './event-lines.js';

const HELP = `
What is shown is an invite by its code, a person by public key or user id, a role by its id, or the settings:
\`server\`. The stream of each, as \`audit events\` names it, stands for it, too. With --as-of its state and its story are those of then. With --json it is what GET /audit/invites/:code,
/audit/members/:pubkey, /audit/roles/:id or /audit/server answers.

Examples:
  $ gatehouse audit show Ab3xK9Qz
  $ gatehouse audit show 6ASf5EcmmEHTgDJ4X4ZT5vT6iHVJBXPg5AN5YoTCpGWt --as-of 2026-11-22T10:00:00Z
  $ gatehouse audit show server --as-of 4711`;

/** What the names of streams have before the name of what they are about. */
const STREAM_OF = /^(user|invite|role)-/;

interface ShowOptions extends DatabaseOption {
  readonly asOf?: string;
  readonly after?: string;
  readonly limit?: string;
}

type Kind = 'server' | 'member' | 'invite' | 'role';

interface Found {
  readonly kind: Kind;
  readonly story: Story<object>;
}

export function defineShow(audit: Command, terminal: Terminal): void {
  audit
    .command('show')
    .description('Shows an invite, a person, a role or the settings: state and story.')
    .argument('<what>', 'a code, a public key, a user id, the id of a role, or server')
    .option('--as-of <moment>', 'a position of the log, or a time; now without it')
    .option('--after <position>', 'where the part of the story before ended')
    .option('--limit <number>', 'how many events of the story, up to 1000; 100 without it')
    .option(...DATABASE_OPTION)
    .addHelpText('after', HELP)
    .action((what: string, options: ShowOptions) => show(what, options, terminal));
}

async function show(what: string, options: ShowOptions, terminal: Terminal): Promise<void> {
  const moment = options.asOf === undefined ? {} : await momentIn('--as-of', options.asOf);
  const name = what.replace(STREAM_OF, '');
  const { kind, story } = await withAuditQueries(options, async ({ queries, userIds }) => {
    const page = await checkedInput(AuditPageQuery, {
      after: options.after,
      ...(options.limit !== undefined && { limit: options.limit }),
    });
    return find(queries, name, userIds.userIn(name), { ...moment, ...page, order: 'asc' });
  });
  terminal.result(linesOf(name, kind, story), { ok: true, kind, ...story });
}

/** One after the other may be meant; nothing is two of them. */
async function find(
  queries: QueryBus,
  what: string,
  userId: UserId | undefined,
  asked: StoryAsked,
): Promise<Found> {
  if (what === 'server') {
    return { kind: 'server', story: await queries.execute(new GetServerStory(SYSTEM, asked)) };
  }
  const found =
    (userId &&
      (await known('member', () => queries.execute(new GetMemberStory(SYSTEM, userId, asked))))) ??
    (await known('invite', () => queries.execute(new GetInviteStory(SYSTEM, what, asked)))) ??
    (isRoleId(what)
      ? await known('role', () => queries.execute(new GetRoleStory(SYSTEM, what, asked)))
      : undefined);
  if (found) return found;
  throw new Failure(
    `Nothing in the log is called ${what}: no person, no invite, no role.`,
    EXIT.notFound,
  );
}

/** What is found; `undefined` when there never was such a thing. */
async function known(kind: Kind, ask: () => Promise<Story<object>>): Promise<Found | undefined> {
  try {
    return { kind, story: await ask() };
  } catch (error) {
    if (error instanceof Refusal && error.code.endsWith('_NOT_FOUND')) return undefined;
    throw error;
  }
}

function linesOf(what: string, kind: Kind, story: Story<object>): readonly string[] {
  const { as_of, state, events, next_cursor } = story;
  const heading = `${kind} ${kind === 'server' ? '' : what}`.trim();
  return [
    `${heading} as of position ${as_of.position}, ${as_of.at}:`,
    ...(state === null
      ? ['there was none then']
      : columns(Object.entries(state).map(([name, value]) => [name, shownState(value)]))),
    ...namedIn(story),
    '',
    'What happened to it:',
    ...columns(
      events.map((event) => [
        String(event.position),
        event.at,
        event.type,
        `by ${event.actor}`,
        inOneLine(event),
      ]),
    ),
    ...(next_cursor === null ? [] : [`More: --after ${next_cursor}`]),
  ];
}

/** What the story of a person names beside its events. */
function namedIn(story: Story<object> & { readonly invited_count?: number }): readonly string[] {
  const { invited_count: count } = story;
  return count === undefined ? [] : [`invited ${count} ${count === 1 ? 'person' : 'people'}`];
}

function shownState(value: unknown): string {
  return value === null ? '-' : shownValue(value);
}
