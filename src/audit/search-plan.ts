import type { InviteCode, UserId } from '../platform/ids.js';
import type { EventStore } from '../event-store/event-store.js';
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

/** The positions of an index within a range, in order, so many at most. */
export type Driver = (range: Range, limit: number, store: EventStore) => Promise<Statement>;

/** How events are looked up. */
export interface Plan {
  readonly driver: Driver;
  /** What is left to be checked of each event. */
  readonly rest: readonly Statement[];
}

/** Through the index that serves a filter best, and never without one. */
export function planOf({ type, stream, actor, invite, user, from, to }: LogFilter): Plan {
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
