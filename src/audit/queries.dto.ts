import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { EVENT_REGISTRY } from '../events.js';
import { IsTime } from '../http/time-field.js';
import { IsPersonFilter } from '../identity/identity.dto.js';
import {
  DEFAULT_PAGE,
  IsWholeNumber,
  IsPosition,
  IsPageLimit,
  IsName,
  INVITE_FORM,
} from './query-fields.js';

export class AuditPageQuery {
  @IsPosition('after', 0, 'The `next_cursor` of the page before; only what is behind it is shown.')
  after?: number;

  @IsPageLimit()
  limit: number = DEFAULT_PAGE;
}

export class ExportQuery {
  @IsPosition('after', 0, 'The position of the last whole line that you have; 0 for all of it.')
  after: number = 0;
}

function IsOrder(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ enum: ['asc', 'desc'], default: 'asc' }),
    IsIn(['asc', 'desc'], { message: 'order must be asc or desc' }),
  );
}

/** A moment, now if it is left out, and a page of what was there. */
export class MomentQuery extends AuditPageQuery {
  @IsTime('at', 'As of this time.')
  at?: string;

  @IsPosition('position', 1, 'As of this position of the log; not together with `at`.')
  position?: number;
}

/** A page of what happened up to a moment. */
export class StoryQuery extends MomentQuery {
  @IsOrder()
  order: 'asc' | 'desc' = 'asc';
}

/** Two moments, each by time or by position; the later is now if it is left out. */
export class DiffQuery extends AuditPageQuery {
  @IsTime('from', 'The earlier moment, by its time.')
  from?: string;

  @IsPosition('from_position', 1, 'The earlier moment, by its position: this or `from`.', {
    example: 1,
  })
  from_position?: number;

  @IsTime('to', 'The later moment, by its time.')
  to?: string;

  @IsPosition('to_position', 1, 'The later moment, by its position.')
  to_position?: number;
}

export class RefusalsQuery {
  @IsPageLimit()
  limit: number = DEFAULT_PAGE;

  @ApiPropertyOptional({ description: 'The `next_cursor` of the page before.' })
  @IsOptional()
  @Matches(/^(0|[1-9]\d{0,14})\.[0-9a-f]{32}\.[A-Z_]{1,64}\.[1-9]\d{0,14}$/, {
    message: 'cursor must be the next_cursor of an earlier page',
  })
  cursor?: string;
}

export class MemberRefusalsQuery {
  @IsPageLimit()
  limit: number = DEFAULT_PAGE;
}

export class InviteRefusalsQuery extends MemberRefusalsQuery {
  @IsPersonFilter('user', 'Only of this person, and what would come of their joining now.')
  user?: string;
}

/** As deep as any tree is: a page takes as much work as it has nodes, and one step for each above its first. */
const MAX_DEPTH = 1_000_000;

export class TreeQuery {
  @ApiPropertyOptional({ enum: ['up', 'down'], default: 'down' })
  @IsIn(['up', 'down'], { message: 'direction must be up or down' })
  direction: 'up' | 'down' = 'down';

  @ApiPropertyOptional({ minimum: 0, maximum: MAX_DEPTH, default: MAX_DEPTH, type: Number })
  @IsWholeNumber(0, MAX_DEPTH, `depth must be a number from 0 to ${MAX_DEPTH}`)
  depth: number = MAX_DEPTH;

  @IsPageLimit()
  limit: number = DEFAULT_PAGE;

  @ApiPropertyOptional({ description: 'The `next_cursor` of the page before.' })
  @IsOptional()
  @Matches(/^[1-9]\d{0,14}\.(0|[1-9]\d{0,5}|1000000)$/, {
    message: 'cursor must be the next_cursor of an earlier page',
  })
  cursor?: string;
}

export class FindEventsQuery extends AuditPageQuery {
  @IsOrder()
  order: 'asc' | 'desc' = 'asc';

  @ApiPropertyOptional({ enum: [...EVENT_REGISTRY.keys()] })
  @IsOptional()
  @IsIn([...EVENT_REGISTRY.keys()], { message: 'type must be a type of event' })
  type?: string;

  @ApiPropertyOptional({ description: 'e.g. `server`, `invite-Ab3xK9Qz`' })
  @IsOptional()
  @IsName('stream')
  stream?: string;

  @ApiPropertyOptional({ description: 'A user id, or `system`.' })
  @IsOptional()
  @IsName('actor')
  actor?: string;

  @ApiPropertyOptional({ description: 'A code, or what stands for a masked one: `~4711`.' })
  @IsOptional()
  @Matches(INVITE_FORM, { message: 'invite must be a code, or ~ and a position' })
  invite?: string;

  @IsPersonFilter('user', 'Whom the events are about, or by: a public key, or a user id.')
  user?: string;

  @IsTime('from', 'Events of this time and later.')
  from?: string;

  @IsTime('to', 'Events of this time and earlier.')
  to?: string;
}
