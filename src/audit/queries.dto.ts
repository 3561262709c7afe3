import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min, registerDecorator } from 'class-validator';
import { EVENT_REGISTRY } from '../events.js';
import { userIn } from '../identity/public-key.js';

const DEFAULT_PAGE = 100;
const MAX_PAGE = 1000;
const MAX_POSITION = 999_999_999_999_999;

/** Only digits make a number; anything else is left for the validator to refuse. */
function ToNumber(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^(0|[1-9]\d{0,14})$/.test(value) ? Number(value) : value,
  );
}

function IsWholeNumber(min: number, max: number, message: string): PropertyDecorator {
  const rule = { message };
  return applyDecorators(IsOptional(), ToNumber(), IsInt(rule), Min(min, rule), Max(max, rule));
}

export function IsPosition(name: string, min: number, description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ minimum: min, type: Number, description }),
    IsWholeNumber(min, MAX_POSITION, `${name} must be a position of the log, from ${min}`),
  );
}

export function IsPageLimit(max = MAX_PAGE, standard = DEFAULT_PAGE): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ minimum: 1, maximum: max, default: standard, type: Number }),
    IsWholeNumber(1, max, `limit must be a number from 1 to ${max}`),
  );
}

const TIME =
  /^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

/** An RFC 3339 time as an instant of ours; `undefined` for what is none, like 30 February. */
function instantOf(text: string): string | undefined {
  if (!TIME.test(text)) return undefined;
  const date = new Date(text);
  // The clock's own day: where it does not exist, Date would silently take the next.
  const [year, month, day] = text.slice(0, 10).split('-').map(Number);
  const named = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
  named.setUTCFullYear(year ?? 0);
  if (Number.isNaN(date.getTime()) || named.getUTCDate() !== day) return undefined;
  const instant = date.toISOString();
  return instant.length === 24 ? instant : undefined;
}

export function IsTime(name: string, description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ format: 'date-time', type: String, description }),
    IsOptional(),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (instantOf(value) ?? value) : value,
    ),
    Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, {
      message: `${name} must be a time as in RFC 3339, e.g. 2026-11-22T10:00:00.000Z`,
    }),
  );
}

/** A person, by public key or user id; becomes the user id. */
function IsPerson(name: string): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isPerson',
      target: target.constructor,
      propertyName: String(property),
      options: { message: `${name} must be a public key in base58, or a user id` },
      validator: {
        validate: (value: unknown) => typeof value === 'string' && userIn(value) !== undefined,
      },
    });
  };
}

export function IsPersonFilter(name: string, description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, description }),
    IsOptional(),
    IsPerson(name),
  );
}

/** A name as the log holds them. */
function IsName(name: string): PropertyDecorator {
  return Matches(/^[\x21-\x7e]{1,200}$/, {
    message: `${name} must be 1 to 200 visible ASCII characters`,
  });
}

const INVITE_FORM = /^([0-9A-Za-z]{8,32}|~[1-9]\d{0,14})$/;

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

/** A moment, now if it is left out, and a page of what happened up to then. */
export class StoryQuery extends AuditPageQuery {
  @IsOrder()
  order: 'asc' | 'desc' = 'asc';

  @IsTime('at', 'As of this time.')
  at?: string;

  @IsPosition('position', 1, 'As of this position of the log; not together with `at`.')
  position?: number;
}

/** Two moments, each by time or by position; the later is now if it is left out. */
export class DiffQuery extends AuditPageQuery {
  @IsTime('from', 'The earlier moment, by its time.')
  from?: string;

  @IsPosition('from_position', 1, 'The earlier moment, by its position.')
  from_position?: number;

  @IsTime('to', 'The later moment, by its time.')
  to?: string;

  @IsPosition('to_position', 1, 'The later moment, by its position.')
  to_position?: number;
}

export class MemberRefusalsQuery {
  @IsPageLimit()
  limit: number = DEFAULT_PAGE;
}

export class InviteRefusalsQuery extends MemberRefusalsQuery {
  @IsPersonFilter('user', 'Only of this person, and what would come of their joining now.')
  user?: string;
}

const MAX_DEPTH = 1000;

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
  @Matches(/^[1-9]\d{0,14}\.(0|[1-9]\d{0,2}|1000)$/, {
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
