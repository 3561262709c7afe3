import type { InviteCode, UserId } from '../common/ids.js';
import type { EventStore, ReadModels } from '../event-store/event-store.js';
import type { StoredEvent } from '../event-store/hash-chain.js';
import { EVENT_COLUMNS } from '../event-store/log-queries.js';
import type { Statement } from '../event-store/statement.js';

/** Which events are meant: those that meet all of it. */
export interface LogFilter {
  readonly type?: string | undefined;
  readonly stream?: string | undefined;
  readonly actor?: string | undefined;
  /** Events of this invite, and those that name it. */
  readonly invite?: InviteCode | undefined;
  /** Events of this user's stream, by them, and those that name them. */
  readonly user?: UserId | undefined;
  /** Both ends count. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The positions that are looked at, both ends included, in the order in which events are wanted. */
export interface Range {
  readonly first: number;
  readonly last: number;
  readonly order: 'asc' | 'desc';
}

export interface FoundEvent extends StoredEvent {
  /** `null` for the first event. */
  readonly previousHash: Buffer | null;
}

/** How many index entries one statement looks at, and how many statements one request may take. */
const CHUNK = 1000;
const MAX_CHUNKS = 20;

export interface Found {
  readonly events: readonly FoundEvent[];
  /**
   * Where to go on, when there is more to look at. Filters that have few events in common may end a page
   * before it is full: what one request looks at is bounded.
   */
  readonly next: number | undefined;
}

/** Looks events up, through the index that serves the filter best and never without one. */
export async function searchLog(
  store: EventStore,
  readModels: ReadModels,
  filter: LogFilter,
  range: Range,
  limit: number,
): Promise<Found> {
  const { driver, rest } = planOf(filter);
  const chunk = rest.length === 0 ? limit + 1 : CHUNK;
  const events: FoundEvent[] = [];
  let { first, last } = range;
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks++) {
    const entries = await driver({ ...range, first, last }, chunk, store);
    const missing = limit + 1 - events.length;
    events.push(...(await eventsAmong(readModels, entries, rest, range.order, missing)));
    if (events.length > limit) {
      const page = events.slice(0, limit);
      return { events: page, next: page.at(-1)?.position };
    }
    const end = rest.length === 0 ? undefined : await endOf(readModels, entries, range, chunk);
    if (end === undefined) return { events, next: undefined };
    if (range.order === 'asc') first = end + 1;
    else last = end - 1;
  }
  return { events, next: range.order === 'asc' ? first - 1 : last + 1 };
}

async function eventsAmong(
  readModels: ReadModels,
  entries: Statement,
  rest: readonly Statement[],
  order: Range['order'],
  limit: number,
): Promise<readonly FoundEvent[]> {
  const conditions = rest.map(({ text }) => ` AND ${text}`).join('');
  return readModels.all<FoundEvent>(
    `SELECT ${EVENT_COLUMNS},
       (SELECT p.hash FROM events p WHERE p.position = e.position - 1) AS "previousHash"
     FROM events e WHERE e.position IN (${entries.text})${conditions}
     ORDER BY position ${order} LIMIT ?`,
    ...entries.values,
    ...rest.flatMap(({ values }) => values),
    limit,
  );
}

/** The last of the entries that were looked at; `undefined` when there are no more behind them. */
async function endOf(
  readModels: ReadModels,
  entries: Statement,
  { order }: Range,
  chunk: number,
): Promise<number | undefined> {
  const row = await readModels.get<{ looked_at: number; last: number | null }>(
    `SELECT COUNT(*) AS looked_at, ${order === 'asc' ? 'MAX' : 'MIN'}(position) AS last
     FROM (${entries.text}) AS entries`,
    ...entries.values,
  );
  return row && row.looked_at >= chunk ? (row.last ?? undefined) : undefined;
}

/** The positions of an index within a range, in order, so many at most. */
type Driver = (range: Range, limit: number, store: EventStore) => Promise<Statement>;

interface Plan {
  readonly driver: Driver;
  /** What is left to be checked of each event. */
  readonly rest: readonly Statement[];
}

function planOf({ type, stream, actor, invite, user, from, to }: LogFilter): Plan {
  const candidates: { readonly driver: Driver; readonly condition: Statement }[] = [
    ...(stream === undefined ? [] : [ofStream(stream)]),
    ...(user === undefined ? [] : [aboutUser(user)]),
    ...(invite === undefined ? [] : [aboutInvite(invite)]),
    ...(actor === undefined ? [] : [ofColumn('actor', actor)]),
    ...(type === undefined ? [] : [ofColumn('type', type)]),
  ];
  const [best, ...others] = candidates;
  return {
    driver: best?.driver ?? everything,
    rest: [
      ...others.map(({ condition }) => condition),
      // The range is narrowed to these times already; but where a clock was set back there is more in it.
      ...(from === undefined ? [] : [{ text: 'e.at >= ?', values: [from] }]),
      ...(to === undefined ? [] : [{ text: 'e.at <= ?', values: [to] }]),
    ],
  };
}

const everything: Driver = ({ first, last, order }, limit) =>
  Promise.resolve({
    text: `SELECT position FROM events WHERE position >= ? AND position <= ?
      ORDER BY position ${order} LIMIT ?`,
    values: [first, last, limit],
  });

function ofStream(stream: string) {
  return { driver: inStream(stream), condition: { text: 'e.stream = ?', values: [stream] } };
}

/** A stream is indexed by its versions, which rise with the positions. */
function inStream(stream: string): Driver {
  return async ({ first, last, order }, limit, store) => ({
    text: `SELECT position FROM events WHERE stream = ? AND version > ? AND version <= ?
      ORDER BY version ${order} LIMIT ?`,
    values: [
      stream,
      await store.versionAt(stream, first - 1),
      await store.versionAt(stream, last),
      limit,
    ],
  });
}

function ofColumn(column: 'actor' | 'type', value: string) {
  return {
    driver: indexed('events', column, value),
    condition: { text: `e.${column} = ?`, values: [value] },
  };
}

function indexed(table: string, column: string, value: string): Driver {
  return ({ first, last, order }, limit) =>
    Promise.resolve({
      text: `SELECT position FROM ${table} WHERE ${column} = ? AND position >= ? AND position <= ?
        ORDER BY position ${order} LIMIT ?`,
      values: [value, first, last, limit],
    });
}

function aboutUser(user: UserId) {
  const stream = `user-${user}`;
  const driver = unionOf(
    inStream(stream),
    indexed('events', 'actor', user),
    indexed('{joins}', 'invited_by', user),
    indexed('{event_subjects}', 'subject', stream),
  );
  const text = `(e.stream = ? OR e.actor = ? OR ${NAMES_AS_INVITER} OR ${IS_ABOUT})`;
  return { driver, condition: { text, values: [stream, user, user, stream] } };
}

function aboutInvite(invite: InviteCode) {
  const stream = `invite-${invite}`;
  const driver = unionOf(
    inStream(stream),
    indexed('{joins}', 'invite_code', invite),
    indexed('{event_subjects}', 'subject', stream),
  );
  const text = `(e.stream = ? OR ${IS_JOIN_BY} OR ${IS_ABOUT})`;
  return { driver, condition: { text, values: [stream, invite, stream] } };
}

const NAMES_AS_INVITER = `EXISTS (
  SELECT 1 FROM {joins} j WHERE j.position = e.position AND j.invited_by = ?)`;
const IS_JOIN_BY = `EXISTS (
  SELECT 1 FROM {joins} j WHERE j.position = e.position AND j.invite_code = ?)`;
const IS_ABOUT = `EXISTS (
  SELECT 1 FROM {event_subjects} s WHERE s.subject = ? AND s.position = e.position)`;

/** Several indexes as one: each gives its own first entries, of which the first are taken. */
function unionOf(...drivers: readonly Driver[]): Driver {
  return async (range, limit, store) => {
    const parts = await Promise.all(drivers.map((driver) => driver(range, limit, store)));
    const union = parts.map(({ text }, index) => `SELECT position FROM (${text}) AS part${index}`);
    return {
      text: `${union.join(' UNION ')} ORDER BY position ${range.order} LIMIT ?`,
      values: [...parts.flatMap(({ values }) => values), limit],
    };
  };
}
