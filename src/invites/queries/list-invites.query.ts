import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { withoutCase } from '../../platform/without-case.js';
import { CONFIG, type Config } from '../../config.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import { States } from '../../event-store/states.js';
import type { SqlValue } from '../../event-store/statement.js';
import { cursorAt, placeIn, type InviteOrder, type Place } from '../invite-order.js';
import type { InviteStatus } from '../invite-status.js';
import { inviteView, type InviteView } from '../invite-view.js';
import { INVITE_COLUMNS, inviteOf, type InviteRow } from './invite-row.js';
import { HAS_STATUS, IS_LISTED } from './status-sql.js';

export interface InvitePage {
  readonly invites: readonly InviteView[];
  readonly next_cursor: string | null;
}

/** Which invites are listed, and how. */
export interface InvitesAsked {
  readonly status: InviteStatus | 'all';
  /** A user id. */
  readonly created_by?: string | undefined;
  /** What is searched for. */
  readonly q?: string | undefined;
  readonly order: InviteOrder;
  /** Of the page before, in the same order. */
  readonly cursor?: string | undefined;
}

/** A page of invites. */
export class ListInvites extends Query<InvitePage> {
  constructor(
    readonly asked: InvitesAsked,
    readonly limit: number,
  ) {
    super();
  }
}

interface Sorting {
  /** What it goes by before the position. */
  readonly key: string;
  readonly terms: string;
  /** What lies behind a place; `?` is its key, if there is one, and its position. */
  readonly behind: string;
}

function by(key: string, direction: 'ASC' | 'DESC'): Sorting {
  const isFurther = direction === 'ASC' ? '>' : '<';
  return {
    key,
    terms: `${key} ${direction}, i.created_position DESC`,
    behind: `(${key} ${isFurther} ? OR (${key} = ? AND i.created_position < ?))`,
  };
}

/**
 * Only the position has an index: a page of 100,000 invites in another order takes 15 to 45 ms without
 * one, and one on the uses would have to be written with every join.
 */
const SORTED_BY: Readonly<Record<InviteOrder, Sorting>> = {
  newest: { key: 'NULL', terms: 'i.created_position DESC', behind: 'i.created_position < ?' },
  oldest: { key: 'NULL', terms: 'i.created_position ASC', behind: 'i.created_position > ?' },
  // What never expires comes behind every time.
  expiry: by(`COALESCE(i.expires_at, '~')`, 'ASC'),
  uses: by('i.use_count', 'DESC'),
  label: by('i.label_key', 'ASC'),
};

/** A pattern of LIKE for what has a text in it, whatever the characters of the text. */
function containing(text: string): string {
  return `%${text.replace(/[!%_]/g, '!$&')}%`;
}

interface FoundRow extends InviteRow {
  readonly key: string | number | null;
}

@QueryHandler(ListInvites)
export class ListInvitesHandler implements IQueryHandler<ListInvites> {
  constructor(
    private readonly states: States,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute({ asked, limit }: ListInvites): Promise<InvitePage> {
    const { status, created_by: createdBy, q, order, cursor } = asked;
    const now = this.clock.now();
    const conditions = [IS_LISTED];
    const values: SqlValue[] = [];
    if (status !== 'all') {
      conditions.push(HAS_STATUS[status]);
      if (HAS_STATUS[status].includes('?')) values.push(now);
    }
    if (createdBy !== undefined) {
      conditions.push('i.created_by = ?');
      values.push(createdBy);
    }
    if (q !== undefined) {
      conditions.push(`i.searched_text LIKE ? ESCAPE '!'`);
      values.push(containing(withoutCase(q)));
    }
    const { key, terms, behind } = SORTED_BY[order];
    const place = cursor === undefined ? undefined : placeIn(order, cursor);
    if (place) {
      conditions.push(behind);
      values.push(...(place.key === undefined ? [] : [place.key, place.key]), place.position);
    }
    const found = await this.readModels.all<FoundRow>(
      `SELECT ${INVITE_COLUMNS}, ${key} AS key FROM {invites} i WHERE ${conditions.join(' AND ')}
       ORDER BY ${terms} LIMIT ?`,
      ...values,
      limit + 1,
    );
    const rows = found.slice(0, limit);
    const last = found.length > limit ? rows.at(-1) : undefined;
    const { publicUrl } = this.config;
    return {
      invites: await Promise.all(
        rows.map((row) => inviteView(this.states, inviteOf(row), row.version, now, publicUrl)),
      ),
      next_cursor: last ? cursorAt(order, placeOf(last)) : null,
    };
  }
}

function placeOf({ position, key }: FoundRow): Place {
  return { position, key: key === null ? undefined : String(key) };
}
