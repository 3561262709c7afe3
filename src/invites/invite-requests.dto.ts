import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  Matches,
  Max,
  Min,
  registerDecorator,
  ValidateIf,
  type ValidationArguments,
} from 'class-validator';
import { LimitQuery } from '../http/query.dto.js';
import { IsPlainText } from '../http/validation.js';
import { INVITE_ORDERS, placeIn, type InviteOrder } from './invite-order.js';
import { INVITE_STATUSES, type InviteStatus } from './invite-status.js';

const MAX_USES = 100_000;
const MAX_LABEL = 100;
/** Ten years. */
const MAX_EXPIRY_SECONDS = 315_360_000;

const MAX_USES_RULE = { message: `max_uses must be a number from 0 (unlimited) to ${MAX_USES}` };
const EXPIRY_RULE = {
  message: `expires_in_seconds must be a number from 1 to ${MAX_EXPIRY_SECONDS}, or null for never`,
};

const given = (_: unknown, value: unknown): boolean => value !== undefined;

function IsMaxUses(api: { readonly default?: number } = {}): PropertyDecorator {
  const description = '0 = unlimited.';
  return applyDecorators(
    ApiProperty({ required: false, minimum: 0, maximum: MAX_USES, description, ...api }),
    ValidateIf(given),
    IsInt(MAX_USES_RULE),
    Min(0, MAX_USES_RULE),
    Max(MAX_USES, MAX_USES_RULE),
  );
}

function IsExpiry(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: Number,
      nullable: true,
      required: false,
      minimum: 1,
      maximum: MAX_EXPIRY_SECONDS,
      description: 'From now; `null` = never.',
    }),
    IsOptional(),
    IsInt(EXPIRY_RULE),
    Min(1, EXPIRY_RULE),
    Max(MAX_EXPIRY_SECONDS, EXPIRY_RULE),
  );
}

function IsOptionalText(minLength: number, maxLength: number, description: string) {
  return applyDecorators(
    ApiProperty({ type: String, nullable: true, required: false, maxLength, description }),
    IsOptional(),
    IsPlainText(minLength, maxLength),
  );
}

export class EditInviteBody {
  @IsMaxUses()
  max_uses?: number;

  @IsExpiry()
  expires_in_seconds?: number | null;

  @IsOptionalText(0, MAX_LABEL, 'For managers only.')
  label?: string | null;

  @ApiProperty({ required: false })
  @ValidateIf(given)
  @IsBoolean({ message: 'paused must be true or false' })
  paused?: boolean;
}

export class CreateInviteBody {
  @IsMaxUses({ default: 0 })
  max_uses: number = 0;

  @IsExpiry()
  expires_in_seconds?: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    required: false,
    description: 'A role that you may grant; whoever joins receives it.',
  })
  @IsOptional()
  @Matches(/^[0-9A-Za-z]{1,32}$/, { message: 'grant_role_id must be the id of a role' })
  grant_role_id?: string | null;

  @IsOptionalText(1, 64, 'Where the client lands after joining.')
  channel_id?: string | null;

  @IsOptionalText(0, MAX_LABEL, 'For managers only.')
  label?: string | null;
}

/** The cursor of a page in the order that is asked for. */
function IsInviteCursor(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isInviteCursor',
      target: target.constructor,
      propertyName: String(property),
      options: { message: 'cursor must be the next_cursor of an earlier page of the same order' },
      validator: {
        validate: (value: unknown, args?: ValidationArguments) => {
          const { order } = args?.object as ListInvitesQuery;
          return typeof value === 'string' && placeIn(order, value) !== undefined;
        },
      },
    });
  };
}

export class ListInvitesQuery extends LimitQuery {
  @ApiPropertyOptional({ enum: [...INVITE_STATUSES, 'all'], default: 'active' })
  @IsIn([...INVITE_STATUSES, 'all'], {
    message: `status must be one of ${INVITE_STATUSES.join(', ')}, all`,
  })
  status: InviteStatus | 'all' = 'active';

  @ApiPropertyOptional({ description: 'A user id.' })
  @IsOptional()
  @Matches(/^[0-9a-f]{32}$/, { message: 'created_by must be a user id' })
  created_by?: string;

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: MAX_LABEL,
    description: 'Only invites that have this text in their label or code, in upper or lower case.',
  })
  @IsOptional()
  @IsPlainText(1, MAX_LABEL)
  q?: string;

  @ApiPropertyOptional({
    enum: INVITE_ORDERS,
    default: 'newest',
    description:
      '`expiry`: what expires soonest first; `uses`: the most used first; `label`: by label, what ' +
      'has none last. Those that are alike: the newest first.',
  })
  @IsIn(INVITE_ORDERS, { message: `order must be one of ${INVITE_ORDERS.join(', ')}` })
  order: InviteOrder = 'newest';

  @ApiPropertyOptional({ description: 'The `next_cursor` of the page before, in the same order.' })
  @IsOptional()
  @IsInviteCursor()
  cursor?: string;
}
