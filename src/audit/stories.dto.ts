import { ApiProperty } from '@nestjs/swagger';
import { InviteStateDto } from '../invites/invites.dto.js';
import { RoleDto } from '../roles/roles.dto.js';
import { AuditEventDto } from './audit.dto.js';

export class MomentDto {
  @ApiProperty({ description: '0 = before the first event.' })
  position!: number;
  @ApiProperty({ format: 'date-time' })
  at!: string;
}

class StoryDto {
  @ApiProperty({ type: MomentDto })
  as_of!: MomentDto;
  @ApiProperty({ type: String, nullable: true, description: 'The `after` of the next page.' })
  next_cursor!: string | null;
}

export class InviteStepDto extends AuditEventDto {
  @ApiProperty({ type: InviteStateDto, nullable: true })
  state!: InviteStateDto | null;
}

export class InviteStoryDto extends StoryDto {
  @ApiProperty({ example: 'Ab3xK9Qz' })
  code!: string;
  @ApiProperty({
    type: InviteStateDto,
    nullable: true,
    description: '`null` before there was one.',
  })
  state!: InviteStateDto | null;
  @ApiProperty({ type: [InviteStepDto], description: 'Each event with the state behind it.' })
  events!: readonly InviteStepDto[];
}

export class BanStateDto {
  @ApiProperty({ description: 'A user id.' })
  banned_by!: string;
  @ApiProperty({ format: 'date-time' })
  banned_at!: string;
  @ApiProperty({ type: String, nullable: true })
  reason!: string | null;
}

export class ListingStateDto {
  @ApiProperty({ description: 'A user id.' })
  added_by!: string;
  @ApiProperty({ format: 'date-time' })
  added_at!: string;
}

export class StandingDto {
  @ApiProperty()
  user_id!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Base58; `null` after an erasure.' })
  pubkey!: string | null;
  @ApiProperty({ type: String, nullable: true })
  display_name!: string | null;
  @ApiProperty()
  is_member!: boolean;
  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  joined_at!: string | null;
  @ApiProperty({ type: String, nullable: true })
  invite_code!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'A user id.' })
  invited_by!: string | null;
  @ApiProperty({ type: [String], description: 'Role ids, without `everyone`.' })
  roles!: readonly string[];
  @ApiProperty({ type: BanStateDto, nullable: true })
  ban!: BanStateDto | null;
  @ApiProperty({ type: ListingStateDto, nullable: true, description: 'On the allowlist.' })
  listing!: ListingStateDto | null;
}

export class MemberStepDto extends AuditEventDto {
  @ApiProperty({ type: StandingDto, nullable: true })
  state!: StandingDto | null;
}

export class StayDto {
  @ApiProperty({ description: 'Of the event by which they joined.' })
  position!: number;
  @ApiProperty()
  user_id!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Base58; `null` after an erasure.' })
  pubkey!: string | null;
  @ApiProperty({ type: String, nullable: true })
  display_name!: string | null;
  @ApiProperty({ format: 'date-time' })
  joined_at!: string;
  @ApiProperty({ type: String, nullable: true })
  invite_code!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'A user id.' })
  invited_by!: string | null;
  @ApiProperty({
    description:
      'How many came in through them from this stay to their next, as of the moment that was asked for.',
  })
  invited!: number;
  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  left_at!: string | null;
  @ApiProperty({ type: String, nullable: true, enum: ['left', 'kicked', 'banned'] })
  left_as!: string | null;
}

export class AuditRedemptionDto {
  @ApiProperty()
  position!: number;
  @ApiProperty({ format: 'date-time' })
  at!: string;
  @ApiProperty()
  invite_code!: string;
  @ApiProperty({ description: '`false` when a member received a role by it.' })
  joined!: boolean;
}

export class MemberStoryDto extends StoryDto {
  @ApiProperty()
  user_id!: string;
  @ApiProperty({ type: StandingDto, nullable: true, description: '`null` before they came.' })
  state!: StandingDto | null;
  @ApiProperty({ type: [MemberStepDto], description: 'Each event with the state behind it.' })
  events!: readonly MemberStepDto[];
  @ApiProperty({ type: [StayDto], description: 'The last 100, the newest first.' })
  joins!: readonly StayDto[];
  @ApiProperty({ type: [AuditRedemptionDto], description: 'The last 100, the newest first.' })
  redeemed!: readonly AuditRedemptionDto[];
  @ApiProperty({ type: [StayDto], description: 'The last 100, the newest first.' })
  invited!: readonly StayDto[];
  @ApiProperty()
  invited_count!: number;
}

export class RoleStepDto extends AuditEventDto {
  @ApiProperty({ type: RoleDto, nullable: true })
  state!: RoleDto | null;
}

export class RoleStoryDto extends StoryDto {
  @ApiProperty({ type: RoleDto, nullable: true, description: '`null` before and after.' })
  state!: RoleDto | null;
  @ApiProperty({ type: [RoleStepDto], description: 'Each event with the state behind it.' })
  events!: readonly RoleStepDto[];
}

export class SettingsDto {
  @ApiProperty()
  name!: string;
  @ApiProperty({ type: String, nullable: true })
  icon!: string | null;
  @ApiProperty({ enum: ['open', 'invite_only', 'allowlist', 'closed'] })
  membership_mode!: string;
  @ApiProperty({ type: String, nullable: true })
  accent_color!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'A user id.' })
  owner!: string | null;
}

export class ServerStepDto extends AuditEventDto {
  @ApiProperty({ type: SettingsDto, nullable: true })
  state!: SettingsDto | null;
}

export class ServerStoryDto extends StoryDto {
  @ApiProperty({ type: SettingsDto, nullable: true, description: '`null` before it was created.' })
  state!: SettingsDto | null;
  @ApiProperty({ type: [ServerStepDto], description: 'Each event with the state behind it.' })
  events!: readonly ServerStepDto[];
}

export class TreeNodeDto extends StayDto {
  @ApiProperty({
    description:
      'How far from where it began: 0 for the person, or for who made the invite; 1 for whom the ' +
      'person, or the invite, brought, or for who brought them.',
  })
  depth!: number;
}

export class TreePageDto {
  @ApiProperty({ enum: ['up', 'down'] })
  direction!: string;
  @ApiProperty({
    type: [TreeNodeDto],
    description: 'On the way down, parents come before whom they brought.',
  })
  nodes!: readonly TreeNodeDto[];
  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}
