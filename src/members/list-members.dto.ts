import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches, registerDecorator, type ValidationArguments } from 'class-validator';
import { LimitQuery } from '../http/query.dto.js';
import { IsTime } from '../http/time-field.js';
import { IsPlainText } from '../http/validation.js';
import { IsPersonFilter } from '../identity/identity.dto.js';
import type { UserIds } from '../identity/user-ids.js';
import type { InviteCode, RoleId } from '../platform/ids.js';
import { memberPlaceIn } from './member-order.js';
import type { MemberFilter } from './member-conditions.js';
import { orderOf } from './member-search.js';

const MAX_SEARCHED = 100;

/** The cursor of a page of a list that goes by the same. */
function IsMemberCursor(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isMemberCursor',
      target: target.constructor,
      propertyName: String(property),
      options: { message: 'cursor must be the next_cursor of an earlier page of the same list' },
      validator: {
        validate: (value: unknown, args?: ValidationArguments) => {
          // Which fields there are says what it goes by, whatever they hold.
          const order = orderOf(args?.object as MemberFilter);
          return typeof value === 'string' && memberPlaceIn(order, value) !== undefined;
        },
      },
    });
  };
}

export class ListMembersQuery extends LimitQuery {
  @ApiPropertyOptional({
    minLength: 1,
    maxLength: MAX_SEARCHED,
    description:
      'Only those whose display name begins with it, in upper or lower case; from four characters on also those ' +
      'whose public key or user id does. The list is then in the order of the names.',
  })
  @IsOptional()
  @IsPlainText(1, MAX_SEARCHED)
  q?: string;

  @ApiPropertyOptional({ description: 'The id of a role: only those who hold it.' })
  @IsOptional()
  @Matches(/^[0-9A-Za-z]{1,32}$/, { message: 'role must be the id of a role' })
  role?: string;

  @ApiPropertyOptional({
    description: 'The code of the invite that they came in by; needs `manage_invites`.',
  })
  @IsOptional()
  @Matches(/^[0-9A-Za-z]{8,32}$/, { message: 'invite must be the code of an invite' })
  invite?: string;

  @IsPersonFilter(
    'invited_by',
    'Who brought them, by public key or user id; needs `manage_invites`.',
  )
  invited_by?: string;

  @IsTime('joined_from', 'Only who joined then or later.')
  joined_from?: string;

  @IsTime('joined_to', 'Only who joined then or before.')
  joined_to?: string;

  @ApiPropertyOptional({ description: 'The `next_cursor` of the page before, filtered alike.' })
  @IsOptional()
  @IsMemberCursor()
  cursor?: string;
}

/** The members that a query means; it was validated. */
export function memberFilterIn(
  { q, role, invite, invited_by: by, joined_from, joined_to }: ListMembersQuery,
  userIds: UserIds,
): MemberFilter {
  return {
    q,
    role: role as RoleId | undefined,
    invite: invite as InviteCode | undefined,
    invited_by: by === undefined ? undefined : userIds.userIn(by),
    joined_from,
    joined_to,
  };
}
